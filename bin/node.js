/** `node bin/node.js <options and script>`: runs any script with a Node that is supported, for the npm scripts. */

import { runSupported } from './supported-node.js';

runSupported(process.argv.slice(2));
