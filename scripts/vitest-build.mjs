// Global set-up of the vitest projects that run the program: built once per run, if it is not up to date.
import { ensureBuilt } from './setup.mjs'

export const setup = () => ensureBuilt()
