import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Lab, missingForLab, SWITCH, sleep, waitFor } from '../../src/edge/lab.ts'
import { Keepalived } from '../../src/edge/lab-daemons.ts'
import { PROGRAM } from './watcher.ts'

// The two configurations of the how-to, one field of the second node changed: what `check` says will happen happens
// with real keepalived, and `audit` says the same from the packets. Six pairs, each on a switch of its own, side by side.

const missing = missingForLab(['keepalived', 'tcpdump'])
if (missing.length > 0) console.error(`SKIPPED: ${missing.join('; ')}`)

const SEED = new URL('../../fixtures/captures/seed-unicast-start-sigterm-return/', import.meta.url)
const [N144, N145] = ['n144', 'n145'].map((node) => readFileSync(new URL(`${node}.keepalived.conf`, SEED), 'utf8')) as [
  string,
  string,
]

interface Change {
  readonly field: string
  readonly from: string
  readonly to: string
  /** What `check` finds, on which lines of the two files, with which values in its message. */
  readonly finding: string
  readonly lines: readonly [n145: number, n144: number]
  readonly values: readonly [n145: string, n144: string]
  /** The check by which each refuses the other's adverts: those of n144 at n145, those of n145 at n144. */
  readonly refused: readonly [of144: string | null, of145: string | null]
  /** Why both are Active, as the packets show it. */
  readonly cause: string
  readonly besides?: string
  /** What a daemon logs that refuses an advert; without it none logs a word. */
  readonly log?: RegExp
  /** What the packets are not, where the changed file is the one that was not loaded. */
  readonly deviation?: string
}

const CHANGES: readonly Change[] = [
  {
    field: 'virtual router id',
    from: 'virtual_router_id 147',
    to: 'virtual_router_id 148',
    finding: 'lint/vrid-mismatch',
    lines: [8, 8],
    values: ['148', '147'],
    refused: ['vrid', 'vrid'],
    cause: 'state/vrid-mismatch',
    deviation: 'config/vrid-mismatch',
  },
  {
    field: 'password',
    from: 'auth_pass 123789',
    to: 'auth_pass 123780',
    finding: 'lint/auth-mismatch',
    lines: [18, 18],
    values: ['a simple password 123780', 'a simple password 123789'],
    refused: ['auth-data', 'auth-data'],
    cause: 'state/mutual-rejection',
    log: /received an invalid passwd/,
    deviation: 'config/auth-mismatch',
  },
  {
    field: 'interval',
    from: 'advert_int 1',
    to: 'advert_int 2',
    finding: 'lint/interval-mismatch',
    lines: [10, 10],
    values: ['2 s', '1 s'],
    refused: ['interval', 'interval'],
    cause: 'state/interval-mismatch',
    log: /advertisement interval mismatch/,
    deviation: 'config/interval-mismatch',
  },
  {
    field: 'address list',
    from: '172.18.5.148',
    to: '172.18.5.149',
    finding: 'lint/addresses-mismatch',
    lines: [20, 20],
    values: ['172.18.5.149', '172.18.5.148'],
    refused: ['addresses', 'addresses'],
    cause: 'state/addresses-mismatch',
    log: /not present in MASTER advert/,
    deviation: 'config/addresses-mismatch',
  },
  {
    field: 'peer',
    from: '        172.18.5.144\n',
    to: '        172.18.5.143\n',
    finding: 'lint/peers-asymmetric',
    lines: [13, 13],
    values: ['172.18.5.143', '172.18.5.144'],
    refused: [null, 'transport'],
    cause: 'state/mutual-rejection',
    // The wrong peer answers that it has no daemon.
    besides: 'net/protocol-unreachable',
    deviation: 'config/transport-mismatch',
  },
  {
    field: 'version',
    from: 'state BACKUP',
    to: 'version 3\n    state BACKUP',
    finding: 'lint/version-mismatch',
    lines: [6, 5],
    values: ['3', '2'],
    refused: ['version', 'version'],
    cause: 'state/version-mixed',
    log: /wrong version/,
    deviation: 'config/version-mismatch',
  },
]

interface Run {
  readonly configs: readonly [string, string]
  readonly original: string
  readonly capture: string
  readonly logs: readonly string[]
}

describe.skipIf(missing.length > 0)('the how-to with one field of one node changed', () => {
  const labs: Lab[] = []
  const runs = new Map<Change, Run>()

  beforeAll(async () => {
    await Promise.all(CHANGES.map(async (change) => runs.set(change, await play(change, labs))))
  })
  afterAll(() => Promise.all(labs.map((lab) => lab.close())))

  it.each(CHANGES)('$field: check names it, keepalived does it, audit sees it', (change) => {
    const { configs, original, capture, logs } = runs.get(change)!
    const { finding, lines, values, refused, cause, besides, log, deviation } = change

    const checked = report('check', ...configs)
    const said = checked.findings.find(({ id }) => id === finding)!
    expect(said).toMatchObject({ severity: 'error', node: 'n145', file: configs[1], line: lines[0] })
    expect(said.message).toContain(`n144 (${configs[0]}:${lines[1]})`)
    for (const value of values) expect(said.message).toContain(value)
    expect(checked.findings.filter(({ severity }) => severity === 'error')).toHaveLength(1)
    expect(verdicts(checked.acceptance)).toEqual({ 'n144 by n145': refused[0], 'n145 by n144': refused[1] })
    const start = checked.predictions.find(({ event }) => event === 'start')!
    expect([start.active, ...start.alsoActive].sort()).toEqual(['n144', 'n145'])

    for (const text of logs) expect(text).toContain('Entering MASTER STATE')
    if (log === undefined) expect(logs.join()).not.toMatch(REFUSALS)
    else for (const text of logs) expect(text).toMatch(log)

    const audited = report('audit', capture, ...configs.flatMap((file) => ['-c', file]))
    expect(audited.findings).toContainEqual(expect.objectContaining({ id: finding, message: said.message }))
    const split = audited.findings.filter(({ id }) => id === 'state/split-brain')
    expect(split).toMatchObject([{ routers: expect.arrayContaining(['172.18.5.144', '172.18.5.145']) }])
    expect(split[0]!.values.cause).toBe(cause)
    expect(split[0]!.related).toEqual(expect.arrayContaining([finding, cause]))
    // Who refuses whom is the same. Routers of two ids are two virtual routers: neither is asked about the other.
    const seen = audited.virtualRouters.flatMap(({ acceptance }) => acceptance)
    expect(verdicts(seen)).toEqual(seen.length === 0 ? {} : verdicts(checked.acceptance))
    const errors = audited.findings.filter(({ severity }) => severity === 'error')
    expect(errors.map(({ id }) => id).sort()).toEqual([finding, besides ?? [], 'state/split-brain'].flat())

    // The file that was meant to be loaded and was not.
    const stale = report('audit', capture, '-c', configs[0], '-c', `n145=${original}`)
    expect(stale.findings.filter(({ id }) => /^config\/.*-mismatch$/.test(id))).toMatchObject([
      { id: deviation, node: 'n145', file: original },
    ])
  })
})

/** Both nodes of a change until both have been Active for eight seconds. */
async function play({ field, from, to }: Change, labs: Lab[]): Promise<Run> {
  const lab = await Lab.create([
    { name: 'n144', addresses: ['172.18.5.144/24'] },
    { name: 'n145', addresses: ['172.18.5.145/24'] },
    // The wrong peer: without it, adverts to it would not leave n145.
    { name: 'n143', addresses: ['172.18.5.143/24'] },
  ])
  labs.push(lab)
  expect(N145).toContain(from)
  const original = join(lab.dir, 'original.conf')
  writeFileSync(original, N145)
  const recording = await lab.capture(SWITCH, 'switch.pcap')
  const first = new Keepalived(lab, 'n144', N144)
  const second = new Keepalived(lab, 'n145', N145.replace(from, to))
  const isActive = (node: Keepalived) => () => node.log().includes('Entering MASTER STATE')
  // n145 hears n144 in any case and would stay Backup: it comes first.
  const order = field === 'peer' ? [second, first] : [first, second]
  for (const node of order) {
    await node.start()
    if (field === 'peer') await waitFor(isActive(node), 20_000)
  }
  await Promise.all(order.map((node) => waitFor(isActive(node), 20_000)))
  await sleep(8000)
  const logs = [first.log(), second.log()]
  await recording.stop()
  await Promise.all([first.stop(), second.stop()])
  return { configs: [first.configFile, second.configFile], original, capture: recording.file, logs }
}

const REFUSALS = /received an|mismatch|wrong version|not present|unexpected/

interface Verdict {
  readonly from: string
  readonly by: string
  readonly firstFailedCheck: string | null
}

interface Report {
  readonly findings: readonly {
    readonly id: string
    readonly severity: string
    readonly message: string
    readonly related: readonly string[]
    readonly values: Readonly<Record<string, unknown>>
  }[]
  readonly acceptance: readonly Verdict[]
  readonly predictions: readonly {
    readonly event: string
    readonly active: string
    readonly alsoActive: readonly string[]
  }[]
  readonly virtualRouters: readonly { readonly acceptance: readonly Verdict[] }[]
}

function report(command: string, ...words: readonly string[]): Report {
  const all = [PROGRAM, command, '-f', 'json', '--show-secrets', '--fail-on', 'never', ...words]
  return JSON.parse(execFileSync(process.execPath, all, { encoding: 'utf8' }))
}

/** By which check the adverts of the one fail at the other; of several versions of a daemon the oldest, which runs here. */
function verdicts(acceptance: readonly Verdict[]): Record<string, string | null> {
  const named = (router: string) => router.replace('172.18.5.', 'n')
  return Object.fromEntries(
    acceptance
      .toReversed()
      .map(({ from, by, firstFailedCheck }) => [`${named(from)} by ${named(by)}`, firstFailedCheck]),
  )
}
