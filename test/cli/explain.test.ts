import { describe, expect, it } from 'vitest'
import { run } from './run.ts'

describe('explain', () => {
  it('tells a rule in words', async () => {
    const { out, status } = await run('explain', 'wire/hop-limit-not-255')
    expect(status).toBe(0)
    expect(out).toMatch(/^wire\/hop-limit-not-255 {2}error\n\nfires {5}\w/)
    for (const label of ['says', 'why', 'remedy', 'rests on']) expect(out).toMatch(new RegExp(`^${label} +\\S`, 'm'))
    expect(out).toContain('RFC 9568')
  })

  it('tells a rule of check, and a conformance case', async () => {
    expect((await run('explain', 'lint/equal-priority')).out).toMatch(/^lint\/equal-priority {2}warning\n/)
    const { out } = await run('explain', 'active/address-comparison-is-unsigned')
    expect(out).toMatch(/^active\/address-comparison-is-unsigned {2}MUST\n/)
    for (const label of ['needs', 'does', 'expects', 'rests on']) expect(out).toMatch(new RegExp(`^${label} +\\S`, 'm'))
  })

  it('tells every id that it lists, as text within 80 columns and as JSON', async () => {
    const ids = (await run('explain', '--list')).out.trimEnd().split('\n')
    expect(ids.length).toBeGreaterThan(100)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) {
      const { out, status } = await run('explain', id)
      expect([id, status]).toEqual([id, 0])
      for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
      expect(JSON.parse((await run('explain', id, '-f', 'json')).out).id).toBe(id)
    }
  })

  it('lists ids in the format asked for, and takes no id with the list', async () => {
    const { out } = await run('explain', '--list')
    expect(JSON.parse((await run('explain', '--list', '-f', 'json')).out)).toEqual(out.trimEnd().split('\n'))
    expect(await run('explain', '--list', 'state/split-brain')).toMatchObject({
      out: '',
      err: expect.stringMatching(/^vrrpscope: usage\/list-with-id: .*\nhint: .*\n$/),
      status: 2,
    })
  })

  it('helps with a slip of the pen', async () => {
    expect(await run('explain', 'state/split-brian')).toEqual({
      out: '',
      err: 'vrrpscope: usage/unknown-id: no rule or case state/split-brian\nhint: did you mean state/split-brain? vrrpscope explain --list prints every id\n',
      status: 2,
    })
    expect((await run('explain', 'split-brain')).err).toContain('did you mean state/split-brain?')
    expect((await run('explain')).err).toContain('usage/missing-argument')
  })
})
