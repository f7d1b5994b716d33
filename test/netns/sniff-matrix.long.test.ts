import { FAST_ROWS, sniffMatrix } from './sniff-matrix.ts'

// Version 2 counts in whole seconds: its faults are spread over pairs so that all end at about the same time.

sniffMatrix([
  ['v2', 'start', 'sigterm', 'sigkill'],
  ['v2', 'start', 'freeze', 'link'],
  ['v2', 'start', 'sighup', 'partition'],
  ['v2', 'start', 'loss', 'interval'],
  ['v2', 'start', 'password'],
  ['v2', 'start', 'vrid'],
  ...FAST_ROWS,
])
