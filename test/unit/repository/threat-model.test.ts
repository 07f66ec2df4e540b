import { holdPromises } from '../../helpers/promises-page.js';

holdPromises('docs/threat-model.md', 6, ['What is not promised']);
