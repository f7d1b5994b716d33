import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { askControl, listenControl } from '../../src/edge/control-socket.ts'

describe('the control socket', () => {
  let dir: string
  let path: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'vrrpscope-control-'))
    path = join(dir, 'socket')
  })
  afterEach(() => rmSync(dir, { recursive: true }))

  it('takes the place of one that a killed speaker has left', async () => {
    const dies = `require('node:net').createServer().listen('${path}', () => process.kill(process.pid, 'SIGKILL'))`
    expect(() => execFileSync(process.execPath, ['-e', dies])).toThrow()
    expect(existsSync(path)).toBe(true)
    const close = await listenControl(path, (words) => ({ words }))
    expect(await askControl(path, ['state'])).toEqual({ words: ['state'] })
    close()
    expect(existsSync(path)).toBe(false)
  })

  it('takes no place of one that is in use, and of no file', async () => {
    const close = await listenControl(path, () => ({}))
    await expect(listenControl(path, () => ({}))).rejects.toThrow('cannot listen')
    expect(await askControl(path, [])).toEqual({})
    close()
    writeFileSync(path, 'kept')
    await expect(listenControl(path, () => ({}))).rejects.toThrow('cannot listen')
    expect(readFileSync(path, 'utf8')).toBe('kept')
  })
})
