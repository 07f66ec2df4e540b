import { holdPromises } from '../../helpers/promises-page.js';

holdPromises('docs/threat-model.md', 8, ['What is not promised']);
