/** Starts the page. */

import { render } from 'preact';
import { App } from './app.tsx';
import { applyTheme } from './theme.ts';

applyTheme();
const root = document.getElementById('app');
if (root === null) throw new Error('Expected index.html to hold an element with the id "app"');
render(<App />, root);
