import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assertValidReport } from '../report/valid.ts'
import { ROOT, start, vrrpscope } from './run.ts'

// What scripts lean on, seen from outside: output, exit status, and how the program ends.

const seed = 'fixtures/captures/seed-unicast-start-sigterm-return/switch.pcap'
const split = 'fixtures/captures/v2-split-brain-partition-heal/switch.pcap'
const truncated = 'fixtures/captures/format-variants/v2-sigterm-truncated-file.pcap'

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'vrrpscope-cli-'))
})
afterAll(() => rmSync(dir, { recursive: true }))

describe('exit status', () => {
  it('0: clean', async () => {
    expect((await vrrpscope(['audit', seed])).status).toBe(0)
  })

  it('1: a finding at or above --fail-on', async () => {
    expect((await vrrpscope(['audit', split])).status).toBe(1)
    expect((await vrrpscope(['audit', split, '--fail-on', 'never'])).status).toBe(0)
    expect((await vrrpscope(['audit', seed, '--fail-on', 'warning'])).status).toBe(1)
  })

  it('2: wrong usage', async () => {
    for (const words of [
      [],
      ['frobnicate'],
      ['audit'],
      ['audit', seed, '--format', 'xml'],
      ['audit', seed, '-c', '/etc'],
    ])
      expect(await vrrpscope(words)).toMatchObject({ status: 2, stdout: '', stderr: oneLineAndHint })
  })

  it('3: input unreadable or cut short; what was readable is still reported', async () => {
    expect(await vrrpscope(['audit', 'README.md'])).toMatchObject({ status: 3, stderr: oneLineAndHint })
    expect(await vrrpscope(['audit', 'nonexistent'])).toMatchObject({ status: 3, stderr: oneLineAndHint })
    const { status, stdout } = await vrrpscope(['audit', truncated, '-f', 'json'])
    expect(status).toBe(3)
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'input-damaged' })
  })

  it('3: what is piped into sniff ends too early, said in one line', async () => {
    const cut = readFileSync(join(ROOT, truncated))
    expect(await vrrpscope(['sniff', '-'], { stdin: cut })).toMatchObject({ status: 3, stderr: oneLineAndHint })
  })

  it('5: nothing observed', async () => {
    expect((await vrrpscope(['audit', seed, '--packets', '1'])).status).toBe(5)
  })

  it('the gravest where several hold: damaged input before findings', async () => {
    expect((await vrrpscope(['audit', truncated, '--fail-on', 'info'])).status).toBe(3)
  })
})

/** The whole of standard error of a failure. */
const oneLineAndHint = expect.stringMatching(/^vrrpscope: [a-z0-9-]+\/[a-z0-9-]+: [^\n]+\nhint: [^\n]+\n$/)

describe('output', () => {
  it('reads a capture from standard input', async () => {
    const { stdout, status } = await vrrpscope(['audit', '-', '-f', 'json'], { stdin: readFileSync(join(ROOT, seed)) })
    assertValidReport(JSON.parse(stdout))
    expect(status).toBe(0)
  })

  it('goes to --output, and nowhere else', async () => {
    const file = join(dir, 'report.json')
    expect(await vrrpscope(['audit', seed, '-f', 'json', '-o', file])).toEqual({ status: 0, stdout: '', stderr: '' })
    assertValidReport(JSON.parse(readFileSync(file, 'utf8')))
    expect((await vrrpscope(['audit', seed, '-o', '/nonexistent/report'])).stderr).toContain('output/cannot-write')
  })

  it('has colours only where asked', async () => {
    expect((await vrrpscope(['audit', seed])).stdout).not.toContain('\x1b')
    expect((await vrrpscope(['audit', seed, '--color', 'always'])).stdout).toContain('\x1b[')
    expect((await vrrpscope(['audit', seed], { env: { FORCE_COLOR: '1', NO_COLOR: '' } })).stdout).toContain('\x1b[')
  })

  it('never carries control characters of a password or a file name', async () => {
    const file = join(dir, 'na\x1b[31mme.pcap')
    writeFileSync(file, hostileCapture())
    for (const words of [
      ['audit', file],
      ['decode', file],
      ['decode', file, '-v'],
      ['audit', file, '-f', 'json'],
    ]) {
      const { stdout, stderr } = await vrrpscope([...words, '--show-secrets'])
      expect(stdout + stderr).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/)
      expect(stdout).toMatch(/x1b|u001b/)
    }
  })

  it('is quiet about a reader that leaves', async () => {
    const program = join(ROOT, 'dist/cli/main.js')
    const script = `node ${program} decode ${split} ${split} ${split} --show-secrets -v | head -1`
    const shell = spawn('bash', ['-o', 'pipefail', '-c', script], { cwd: ROOT })
    const said = { stdout: '', stderr: '' }
    shell.stdout.on('data', (text) => {
      said.stdout += text
    })
    shell.stderr.on('data', (text) => {
      said.stderr += text
    })
    await once(shell, 'close')
    expect(said.stdout.split('\n')).toHaveLength(2)
    expect(said.stderr).toBe('')
  })
})

describe.skipIf(!existsSync('/dev/full'))('a full output', () => {
  it.each([
    ['--version'],
    ['--help'],
    ['audit', '--help'],
    ['audit', seed],
    ['decode', seed],
    ['check', 'fixtures/captures/seed-unicast-start-sigterm-return/n144.keepalived.conf'],
    ['explain', '--list'],
    ['completion', 'bash'],
  ])('is told in one line, exit 2: %s %s', async (...words) => {
    const shell = spawn('sh', ['-c', 'exec node dist/cli/main.js "$@" >/dev/full', 'sh', ...words], { cwd: ROOT })
    let said = ''
    shell.stderr.on('data', (text) => {
      said += text
    })
    const [status] = await once(shell, 'close')
    expect(said).toMatch(/^vrrpscope: output\/cannot-write: [^\n]*ENOSPC\nhint: [^\n]+\n$/)
    expect(status).toBe(2)
  })
})

describe('SIGINT', () => {
  it('ends with the report of what was read', async () => {
    const running = start(['audit', '-', '-f', 'json'])
    running.child.stdin.write(readFileSync(join(ROOT, seed)))
    await settled()
    running.child.kill('SIGINT')
    const { status, stdout } = await running.ended
    const report = JSON.parse(stdout)
    assertValidReport(report)
    expect(report.counts.packets).toBe(56)
    expect(status).toBe(0)
  })

  it('is 130 before one frame was read', async () => {
    const running = start(['audit', '-'])
    await settled()
    running.child.kill('SIGINT')
    expect(await running.ended).toMatchObject({ status: 130, stdout: '' })
  })

  it('ends at once the second time', async () => {
    const running = start(['decode', seed, '--follow'])
    await running.says(/prio/)
    running.child.kill('SIGINT')
    running.child.kill('SIGINT')
    expect([0, 130]).toContain((await running.ended).status)
  })
})

describe('completion', () => {
  it('makes scripts that their shells take, with every command in them', async () => {
    const { stdout } = await vrrpscope(['completion', 'bash'])
    const bash = spawn('bash', ['-n'], { stdio: ['pipe', 'ignore', 'pipe'] })
    bash.stdin.end(stdout)
    expect(await once(bash, 'close')).toEqual([0, null])
    for (const shell of ['bash', 'zsh', 'fish'])
      for (const command of ['audit', 'decode', 'explain'])
        expect((await vrrpscope(['completion', shell])).stdout).toContain(command)
  })

  it('completes commands, options, their values, and rule ids in bash', async () => {
    expect(await completed('vrrpscope aud')).toEqual(['audit'])
    expect(await completed('vrrpscope audit --fail')).toEqual(['--fail-on'])
    expect(await completed('vrrpscope audit --fail-on w')).toEqual(['warning'])
    expect(await completed('vrrpscope explain wire/hop-limit')).toEqual(['wire/hop-limit-not-255'])
  })
})

/** What bash would offer behind this line. */
async function completed(line: string): Promise<string[]> {
  const words = line.split(' ')
  const script = `vrrpscope() { node ${join(ROOT, 'dist/cli/main.js')} "$@"; }
    source <(vrrpscope completion bash)
    COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}
    _vrrpscope; printf '%s\\n' "\${COMPREPLY[@]}"`
  const bash = spawn('bash', ['-c', script])
  let out = ''
  bash.stdout.on('data', (text) => {
    out += text
  })
  await once(bash, 'close')
  return out.split('\n').filter(Boolean)
}

/** Long enough for a process to have started and read what it was given. */
const settled = () => new Promise((done) => setTimeout(done, 1000))

/** One advert whose password is an escape sequence that clears the screen. */
function hostileCapture(): Buffer {
  const frame = Buffer.from(
    '01005e00001202000000000108004500002800010000ff70d0970a000001e000001221336401010100000a000064' + '1b5b324a9b07410a',
    'hex',
  )
  const header = Buffer.from('d4c3b2a1020004000000000000000000ffff000001000000', 'hex')
  const record = Buffer.alloc(16)
  record.writeUInt32LE(1_700_000_000, 0)
  record.writeUInt32LE(frame.length, 8)
  record.writeUInt32LE(frame.length, 12)
  return Buffer.concat([header, record, frame])
}
