#!/usr/bin/env node
'use strict';
// The first file that node reads of the command line. It is in the language of ten years ago: anything newer would be
// a syntax error to the very nodes that are to be told that they are too old.
var lowest = [20, 19];
var own = process.versions.node.split('.').map(Number);
var isHook = process.argv[2] === 'hook';

if (own[0] > lowest[0] || (own[0] === lowest[0] && own[1] >= lowest[1])) {
  require('./start.cjs').start(require, __dirname);
} else if (isHook && process.env.LOCKGEN === '0') {
  process.stderr.write('lockgen: skipped, since LOCKGEN=0\n');
} else {
  var lines = [
    'lockgen: it needs Node ' + lowest.join('.') + ' or newer, and this is Node ' + process.versions.node,
    '  It was started by ' + process.execPath,
    '  Install a newer Node, or put the folder of one first on PATH (node --version tells which is found)',
  ];
  if (isHook) lines.push('  To commit without lockgen this once: LOCKGEN=0 git commit');
  process.stderr.write(lines.join('\n') + '\n');
  process.exitCode = 2;
}
