#!/usr/bin/env node
import { VERSION } from './version.ts'

const words = process.argv.slice(2)
if (words[0] === '--version' || words[0] === '-V') process.stdout.write(`${VERSION}\n`)
else void import('./run.ts').then(({ run }) => run(words))
