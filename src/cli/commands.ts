import type { Command } from 'commander'
import type { Io } from './io.ts'

/** One command of the program: its line in the help, and how to get at it. */
export interface CommandEntry {
  readonly name: string
  readonly usage: string
  readonly summary: string
  readonly load: () => Promise<(io: Io) => Command>
}

/** Every command. Modules are loaded when they are asked for, so that one command does not pay for another. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'sniff',
    usage: 'sniff <interface>',
    summary: 'live: who is Active, what is wrong, as it happens',
    load: async () => (await import('./commands/sniff.ts')).sniffCommand,
  },
  {
    name: 'audit',
    usage: 'audit <capture...>',
    summary: 'who was Active when, every takeover, every fault',
    load: async () => (await import('./commands/audit.ts')).auditCommand,
  },
  {
    name: 'decode',
    usage: 'decode <capture...>',
    summary: 'every frame of interest, one line each',
    load: async () => (await import('./commands/decode.ts')).decodeCommand,
  },
  {
    name: 'check',
    usage: 'check <config...>',
    summary: 'what will go wrong with these configurations, before they are deployed',
    load: async () => (await import('./commands/check.ts')).checkCommand,
  },
  {
    name: 'speak',
    usage: 'speak <interface>',
    summary: 'a full VRRP router',
    load: async () => (await import('./commands/speak.ts')).speakCommand,
  },
  {
    name: 'conform',
    usage: 'conform <interface>',
    summary: 'the conformance suite against a device; --lab builds one',
    load: async () => (await import('./commands/conform.ts')).conformCommand,
  },
  {
    name: 'explain',
    usage: 'explain <id>',
    summary: 'a rule or a conformance case in words',
    load: async () => (await import('./commands/explain.ts')).explainCommand,
  },
  {
    name: 'tap',
    usage: 'tap <interface>',
    summary: 'the capture child by itself: pcap out, frames to send in',
    load: async () => (await import('./commands/tap.ts')).tapCommand,
  },
  {
    name: 'ctl',
    usage: 'ctl <socket> <command...>',
    summary: 'control a running speak',
    load: async () => (await import('./commands/ctl.ts')).ctlCommand,
  },
  {
    name: 'completion',
    usage: 'completion <bash|zsh|fish>',
    summary: 'completion script for a shell',
    load: async () => (await import('./commands/completion.ts')).completionCommand,
  },
]

export const findCommand = (name: string): CommandEntry | undefined => COMMANDS.find((entry) => entry.name === name)
