import { describe, expect, it } from 'vitest'
import { INITIAL_VIEW, press, type ViewState } from '../../src/view/state.ts'

const KEYS = [11, 12, 13]
const pressed = (...keys: string[]): ViewState => keys.reduce((state, key) => press(state, key, KEYS), INITIAL_VIEW)

describe('keys of the live screen', () => {
  it('move the selection within the table', () => {
    expect(pressed('down').selected).toBe(1)
    expect(pressed('down', 'j', 'down', 'down').selected).toBe(2)
    expect(pressed('up').selected).toBe(0)
    expect(pressed('page-down', 'k').selected).toBe(1)
  })

  it('open the selected virtual router, scroll in it, and go back', () => {
    const open = pressed('down', 'enter', 'down', 'down')
    expect(open).toMatchObject({ open: 12, scroll: 2, selected: 1 })
    expect(press(open, 'escape', KEYS)).toMatchObject({ open: undefined, selected: 1 })
    expect(press(INITIAL_VIEW, 'enter', []).open).toBeUndefined()
  })

  it('filter: typed characters are text, also those that are commands elsewhere', () => {
    expect(pressed('/', 'q', 's', ' ', 'x', 'backspace')).toMatchObject({ filter: 'qs ', typing: true, quit: false })
    expect(pressed('/', '5', 'enter', 's')).toMatchObject({ filter: '5', typing: false, sort: 'state' })
    expect(pressed('/', '5', 'escape')).toMatchObject({ filter: '', typing: false })
    expect(pressed('/', '5', 'enter', 'escape').filter).toBe('')
  })

  it('sort round and round, pause and go on, quit', () => {
    expect(['s', 's', 's'].map((_, i, all) => pressed(...all.slice(0, i + 1)).sort)).toEqual(['state', 'last', 'id'])
    expect(pressed('p').paused).toBe(true)
    expect(pressed('p', ' ').paused).toBe(false)
    expect(pressed('q').quit).toBe(true)
    expect(pressed('/', 'ctrl-c').quit).toBe(true)
  })
})
