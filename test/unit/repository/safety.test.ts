import { holdPromises } from '../../helpers/promises-page.js';

holdPromises('docs/safety.md', 3);
