import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROOT, vrrpscope } from './run.ts'

const SEED = 'fixtures/captures/seed-unicast-sigkill'
const A = `${SEED}/n144.keepalived.conf`
const B = `${SEED}/n145.keepalived.conf`

let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'vrrpscope-check-'))
})
afterAll(() => rmSync(directory, { recursive: true }))

const put = (name: string, text: string | Uint8Array): string => {
  const path = join(directory, name)
  writeFileSync(path, text)
  return path
}

/** What the schema of SARIF 2.1.0 says against a document. It is written in draft 4, whose words for this are of today. */
function sarifErrors(document: unknown): readonly unknown[] {
  const { $schema, id, ...schema } = JSON.parse(readFileSync('fixtures/schemas/sarif-2.1.0-rtm.5.json', 'utf8'))
  const ajv = new Ajv2020({ strict: false, allErrors: true, unicodeRegExp: false })
  addFormats.default(ajv)
  const valid = ajv.compile(schema)
  valid(document)
  return valid.errors ?? []
}

describe('the two configurations of the how-to', () => {
  test('text: warnings, what will happen, who accepts whom; exit 0', async () => {
    const { status, stdout, stderr } = await vrrpscope(['check', A, B])
    expect(stderr).toBe('')
    expect(status).toBe(0)
    expect(stdout).toContain('172.18.5.145 wins by its address')
    expect(stdout).toMatch(/ipv4\/147 +start +n145 +3\.609 s/)
    expect(stdout).toMatch(/n144 +n145 +keepalived-2\.2 \(assumed\) +accepted/)
    expect(stdout).toContain('0 errors, 4 warnings, 2 remarks')
  })

  test('json is valid by the shipped schema, with line and column', async () => {
    const { status, stdout } = await vrrpscope(['check', A, B, '--format', 'json', '--fail-on', 'warning'])
    expect(status).toBe(1)
    const report = JSON.parse(stdout)
    const valid = new Ajv2020({ strict: false }).compile(
      JSON.parse(readFileSync(`${ROOT}/schema/check-1.schema.json`, 'utf8')),
    )
    expect(valid(report), JSON.stringify(valid.errors)).toBe(true)
    expect(report).toMatchObject({ schema: 'vrrpscope.check/1', verdict: 'findings', files: [A, B] })
    const equal = report.findings.find(({ id }: { id: string }) => id === 'lint/equal-priority')
    expect(equal).toMatchObject({ file: B, line: 9, column: 14, virtualRouter: 'ipv4/147', node: 'n145' })
  })

  test('sarif is valid by the schema of SARIF 2.1.0', async () => {
    for (const files of [[A, B], [put('broken file.conf', 'vrrp_instance V {\n  prioritty 5\n}\n')], [A, A]]) {
      const { stdout } = await vrrpscope(['check', ...files, '-f', 'sarif'])
      expect(sarifErrors(JSON.parse(stdout))).toEqual([])
    }
    expect(sarifErrors({ version: '2.1.0', runs: [{}] })).not.toEqual([])
  })

  test('sarif has a rule and a place for each result', async () => {
    const { stdout } = await vrrpscope(['check', A, B, '-f', 'sarif'])
    const { version, runs } = JSON.parse(stdout)
    expect(version).toBe('2.1.0')
    const [{ tool, results }] = runs
    for (const { ruleId, ruleIndex, locations } of results) {
      expect(tool.driver.rules[ruleIndex].id).toBe(ruleId)
      expect(locations[0].physicalLocation.region.startLine).toBeGreaterThan(0)
    }
    expect(results[0].level).toBe('warning')
  })

  test('the password is nowhere, unless it is asked for', async () => {
    const other = put('other.conf', readFileSync(join(ROOT, B), 'utf8').replace('123789', '987321'))
    const misspelt = put(
      'misspelt.conf',
      readFileSync(join(ROOT, B), 'utf8').replace('auth_pass 123789', 'auth_pas hunter22'),
    )
    for (const extra of [[], ['-f', 'json'], ['-f', 'sarif'], ['--print-model'], ['--print-tree']]) {
      const { stdout, stderr } = await vrrpscope(['check', A, other, misspelt, ...extra])
      expect(stdout + stderr).not.toMatch(/123789|987321|hunter22/)
    }
    const shown = (await vrrpscope(['check', A, other, '--show-secrets'])).stdout
    for (const password of ['123789', '987321']) expect(shown).toContain(password)
  })

  test('--anonymize names neither node, file, interface nor address, whatever is printed', async () => {
    for (const extra of [[], ['-f', 'json'], ['--print-model'], ['--print-tree']]) {
      const { stdout } = await vrrpscope(['check', `left=${A}`, `right=${B}`, '--anonymize', ...extra])
      expect(stdout).not.toMatch(/\b(left|right)\b|172\.18\.|\.conf\b/)
    }
  })

  test('--print-model reads back to the same report', async () => {
    const { stdout: yaml } = await vrrpscope(['check', A, B, '--print-model', '--show-secrets'])
    const { stdout, status } = await vrrpscope(['check', put('both.yaml', yaml), '-f', 'json'])
    expect(status).toBe(0)
    const { predictions } = JSON.parse(stdout)
    expect(predictions).toEqual(JSON.parse((await vrrpscope(['check', A, B, '-f', 'json'])).stdout).predictions)
  })
})

test('an unknown key of YAML is shown, the value of a misspelt password is not', async () => {
  const text = `version: 1\nnodes:\n- name: a\n  virtualRouters:\n  - {vrid: 1, adresses: [], authentication: {kind: simple, pasword: hunter22}}\n`
  const { stdout, stderr, status } = await vrrpscope(['check', put('keys.yaml', text)])
  expect(stdout).toMatch(/Unknown key adresses in .*did you\s+mean addresses\?/s)
  expect(stdout).toMatch(/Unknown key pasword in .*did you\s+mean\s+password\?/s)
  expect(stdout + stderr).not.toContain('hunter22')
  expect(status).toBe(2)
})

describe('what is no configuration: one clear error within a second, exit 2', () => {
  test.each<[string, RegExp, () => string]>([
    ['a capture', /config\/binary/, () => `${SEED}/switch.pcap`],
    ['100 MB', /config\/too-large: .*1 MiB/, () => put('big.conf', Buffer.alloc(100 << 20, 'x '))],
    ['1 MB of YAML', /config\/too-large: .*256 KiB/, () => put('big.yaml', 'nodes:\n'.padEnd(1 << 20, '- x: 1\n'))],
    ['10 000 open blocks', /config\/too-deep: .*:65: .*64/, () => put('deep.conf', 'a {\n'.repeat(10_000))],
    ['an include loop', /config\/include-loop/, () => put('loop.conf', `include ${join(directory, 'loop.conf')}\n`)],
    ['a directory', /config\/directory/, () => directory],
    ['nothing there', /config\/not-found/, () => join(directory, 'absent.conf')],
    ['endless', /config\/too-large/, () => '/dev/zero'],
    ['an empty file', /config\/no-virtual-router/, () => put('empty.conf', '')],
    ['prose', /config\/no-virtual-router/, () => put('prose.conf', 'The quick brown fox\n'.repeat(50))],
    ['yaml that is none', /config\/no-virtual-router/, () => put('bad.yaml', 'nodes: [{name: [}\n')],
  ])('%s', async (_, said, path) => {
    const words = ['check', path()]
    const before = performance.now()
    const { status, stderr } = await vrrpscope(words)
    // It neither waits nor reads on; a second, and room for a loaded machine.
    expect(performance.now() - before).toBeLessThan(10_000)
    expect(stderr).toMatch(said)
    expect(stderr.trim().split('\n')).toHaveLength(2)
    expect(stderr).toMatch(/^vrrpscope: config\/[\w-]+: .*\nhint: /)
    expect(status).toBe(2)
  })

  test('no permission', () => {
    const path = put('secret.conf', '')
    chmodSync(path, 0o000)
    // Root may read everything: give that up for this one run.
    const words = [process.execPath, join(ROOT, 'dist/cli/main.js'), 'check', path]
    const drop = ['--inh-caps=-all', '--bounding-set=-all']
    const isRoot = process.getuid?.() === 0
    const { status, stderr } = isRoot
      ? spawnSync('setpriv', [...drop, ...words], { encoding: 'utf8' })
      : spawnSync(words[0]!, words.slice(1), { encoding: 'utf8' })
    expect(stderr).toMatch(/^vrrpscope: config\/no-permission: /)
    expect(status).toBe(2)
  })
})

test('includes: globs, braces, relative to the file that includes', async () => {
  mkdirSync(join(directory, 'conf.d/more'), { recursive: true })
  const main = put('main.conf', 'global_defs {\n}\ninclude conf.d/*.conf\n')
  put('conf.d/a.conf', 'include more/{x,y}.inc\n')
  put('conf.d/.hidden.conf', 'bogus\n')
  put('conf.d/more/x.inc', 'vrrp_instance V {\n interface e\n virtual_router_id 9\n priorty 7\n')
  put('conf.d/more/y.inc', ' virtual_ipaddress {\n  192.0.2.9/24\n }\n}\n')
  const { stdout, status } = await vrrpscope(['check', main, '-f', 'json'])
  expect(status).toBe(1)
  const { findings, files } = JSON.parse(stdout)
  expect(findings).toHaveLength(1)
  expect(findings[0]).toMatchObject({
    id: 'lint/syntax',
    file: join(directory, 'conf.d/more/x.inc'),
    line: 4,
    column: 2,
  })
  expect(files).toHaveLength(4)
})

test('one file for two nodes, told apart by name=path; @ID by --config-id', async () => {
  const shared = put(
    'shared.conf',
    readFileSync(join(ROOT, A), 'utf8').replace('priority 100', '@left priority 150\n@^left priority 90'),
  )
  symlinkSync(shared, join(directory, 'copy.conf'))
  const { stdout } = await vrrpscope(['check', `left=${shared}`, `right=${join(directory, 'copy.conf')}`, '-f', 'json'])
  expect(JSON.parse(stdout).nodes.map(({ name }: { name: string }) => name)).toEqual(['left', 'right'])
  const tree = await vrrpscope(['check', shared, '--print-tree', '--config-id', 'left'])
  expect(tree.stdout).toContain('priority 150')
  expect(tree.stdout).not.toContain('priority 90')
})

test('a node named by its address is tied to that speaker', async () => {
  const run = 'fixtures/captures/v2-equal-priority-partition'
  const configs = (names: readonly string[]): string[] =>
    names.flatMap((name, i) => ['-c', `${name}${run}/r${i + 1}.keepalived.conf`])
  const ids = async (names: readonly string[]): Promise<string[]> => {
    const { stdout } = await vrrpscope(['audit', `${run}/switch.pcap`, ...configs(names), '-f', 'json'])
    return JSON.parse(stdout).findings.map(({ id }: { id: string }) => id)
  }
  expect(await ids(['', ''])).toContain('config/ambiguous')
  expect(await ids(['192.0.2.11=', '192.0.2.12='])).not.toContain('config/ambiguous')
})

// How long a start takes is measured by `npm run bench`: beside other tests nobody can tell. What it loads is the same
// on every machine, and most of what a start costs.
test('check loads a dozen files and nothing that it does not use', async () => {
  const folder = join(directory, 'loaded')
  await vrrpscope(['check', A, B], { env: { NODE_V8_COVERAGE: folder } })
  const [coverage] = readdirSync(folder)
  const { result } = JSON.parse(readFileSync(join(folder, coverage!), 'utf8'))
  const files = result.map(({ url }: { url: string }) => url).filter((url: string) => url.includes('/dist/'))
  const bytes = files.reduce((sum: number, url: string) => sum + statSync(new URL(url)).size, 0)
  expect(files.length).toBeGreaterThan(0)
  expect(files.length).toBeLessThanOrEqual(15)
  expect(bytes).toBeLessThan(400_000)
})
