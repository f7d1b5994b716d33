import { FAST_ROWS, sniffMatrix } from './sniff-matrix.ts'

// Version 2 counts in whole seconds: the rest of its faults are in the long form.

sniffMatrix([['v2', 'start', 'password'], ['v2', 'start', 'vrid'], ...FAST_ROWS])
