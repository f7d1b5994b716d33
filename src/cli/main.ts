#!/usr/bin/env node
import { VERSION } from './version.ts'

const words = process.argv.slice(2)
const runWords = () => void import('./run.ts').then(({ run }) => run(words))
if (words[0] === '--version' || words[0] === '-V') {
  // The long way fails as well, and says so.
  process.stdout.once('error', runWords)
  process.stdout.write(`${VERSION}\n`)
} else runWords()
