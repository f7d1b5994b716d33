#!/usr/bin/env node
import { VERSION } from './version.ts'

const words = process.argv.slice(2)
if (words[0] === '--version' || words[0] === '-V') process.stdout.write(`${VERSION}\n`)
else await (await import('./run.ts')).run(words)
