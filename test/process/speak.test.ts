import { describe, expect, it } from 'vitest'
import { vrrpscope } from './run.ts'

// What speak and ctl say before anything is sent. Nothing here opens an interface.

const router = ['speak', 'lo', '--vrid', '51', '--address', '192.0.2.100', '--source', '192.0.2.11']

describe('speak', () => {
  it('--dry-run shows the advert and the announcement, with the password masked', async () => {
    const { status, stdout } = await vrrpscope([...router, '--auth', 'pass:s3cret', '--dry-run'])
    expect(status).toBe(0)
    expect(stdout.split('\n')).toHaveLength(3)
    expect(stdout).toMatch(
      /^VRRPv2 51 {2}192\.0\.2\.11 > 224\.0\.0\.18 {2}prio 100 .*checksum ok\nARP .*192\.0\.2\.100/,
    )
    expect(stdout).not.toContain('s3cret')
  })

  it.each([
    ['ah:s3cret', /^VRRPv2 51 .* auth ah seq 1 {2}checksum ok\n/],
    ['hmac:7:s3cret', /^VRRPv3 51 .* key 7\b.*checksum/],
  ])('--dry-run --auth %s shows the advert signed', async (auth, line) => {
    const { stdout } = await vrrpscope([...router, '--auth', auth, '--dry-run'])
    expect(stdout).toMatch(line)
    expect(stdout).not.toContain('s3cret')
  })

  it('--fault list names every fault, a line each', async () => {
    const { status, stdout } = await vrrpscope(['speak', '--fault', 'list'])
    expect(status).toBe(0)
    expect(stdout.trimEnd().split('\n').length).toBeGreaterThan(80)
    expect(stdout).toMatch(/^never-yields +stays Active at a higher priority$/m)
  })

  it.each([
    ['usage/no-interface', ['speak']],
    ['usage/no-virtual-router', ['speak', 'lo']],
    ['usage/owner-not-meant', [...router, '--priority', '255', '--dry-run']],
    ['usage/unknown-fault', [...router, '--fault', 'no-such', '--dry-run']],
    [
      'usage/no-source',
      ['speak', 'lo', '--vrid', '51', '--address', 'fe80::100', '--source', '192.0.2.11', '--dry-run'],
    ],
    ['usage/invalid-argument', ['speak', 'lo', '--vrid', '300']],
    ['usage/invalid-argument', [...router, '--vrrp-version', '4']],
    ['usage/invalid-argument', [...router, '--interval', '1']],
    ['usage/auth', [...router, '--auth', 'md5:x']],
  ])('%s', async (code, words) => {
    const { status, stdout, stderr } = await vrrpscope(words)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(new RegExp(`^vrrpscope: ${code}: .+\nhint: .+\n$`))
  })

  it('an interface that is not there is no permission: 4', async () => {
    const { status, stderr } = await vrrpscope(['speak', 'nosuch0', '--vrid', '51', '--address', '192.0.2.100'])
    expect(status).toBe(4)
    expect(stderr).toMatch(/^vrrpscope: interface\/missing: /)
  })
})

describe('ctl', () => {
  it('a socket where nobody listens: 3', async () => {
    const { status, stderr } = await vrrpscope(['ctl', '/nonexistent/socket', 'state'])
    expect(status).toBe(3)
    expect(stderr).toMatch(/^vrrpscope: input\/no-speaker: .+\nhint: .+\n$/)
  })
})
