import type { VirtualRouterKey } from '../observe/record.ts'
import { SORT_KEYS, type SortKey } from './rows.ts'

/** What the user chose to look at. Plain data: a key makes a new one. */
export interface ViewState {
  readonly sort: SortKey
  readonly filter: string
  /** The filter is being typed. */
  readonly typing: boolean
  readonly selected: number
  /** The virtual router that is open. */
  readonly open: VirtualRouterKey | undefined
  readonly scroll: number
  readonly paused: boolean
  readonly quit: boolean
}

export const INITIAL_VIEW: ViewState = {
  sort: 'id',
  filter: '',
  typing: false,
  selected: 0,
  open: undefined,
  scroll: 0,
  paused: false,
  quit: false,
}

/** A key by name (`up`, `enter`, `escape`, `backspace`) or as the character it is. */
export type Key = string

/** `keys` are the virtual routers of the table as they are shown. */
export function press(state: ViewState, key: Key, keys: readonly VirtualRouterKey[]): ViewState {
  if (key === 'ctrl-c') return { ...state, quit: true }
  if (state.typing) return type(state, key)
  switch (key) {
    case 'q':
      return { ...state, quit: true }
    case ' ':
    case 'p':
      return { ...state, paused: !state.paused }
    case '/':
      return { ...state, typing: true, open: undefined }
    case 's':
      return { ...state, sort: SORT_KEYS[(SORT_KEYS.indexOf(state.sort) + 1) % SORT_KEYS.length]! }
    case 'up':
    case 'k':
      return move(state, -1, keys.length)
    case 'down':
    case 'j':
      return move(state, 1, keys.length)
    case 'page-up':
      return move(state, -10, keys.length)
    case 'page-down':
      return move(state, 10, keys.length)
    case 'enter':
      return { ...state, open: keys[Math.min(state.selected, keys.length - 1)], scroll: 0 }
    case 'escape':
    case 'backspace':
      return state.open === undefined ? { ...state, filter: '' } : { ...state, open: undefined }
    default:
      return state
  }
}

function type(state: ViewState, key: Key): ViewState {
  switch (key) {
    case 'enter':
      return { ...state, typing: false }
    case 'escape':
      return { ...state, typing: false, filter: '' }
    case 'backspace':
      return { ...state, filter: state.filter.slice(0, -1) }
    default:
      return key.length === 1 ? { ...state, filter: state.filter + key, selected: 0 } : state
  }
}

function move(state: ViewState, by: number, count: number): ViewState {
  if (state.open !== undefined) return { ...state, scroll: Math.max(0, state.scroll + by) }
  return { ...state, selected: Math.max(0, Math.min(count - 1, state.selected + by)) }
}
