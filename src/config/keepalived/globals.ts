import { type Ip, isMulticast, vrrpGroup } from '../../core/address.ts'
import { ns, nsFromSec } from '../../core/time.ts'
import type { AnnounceTimes } from '../model.ts'
import type { Keyword } from './grammar.ts'
import { checkLvsSync } from './lvs-sync.ts'
import type { Statement } from './parser.ts'
import type { ValueReader, Written } from './values.ts'

/** What global_defs decides for every instance; undefined where no line says it. */
export interface Globals {
  version?: Written<number>
  group4?: Written<Ip>
  group6?: Written<Ip>
  startupDelay?: Written<number>
  downTimerAdverts?: Written<number>
  lowerPriorityNoAdvert?: Written<boolean>
  higherPrioritySendAdvert?: Written<boolean>
  checkUnicastSource?: Written<boolean>
  skipCheckAddresses?: Written<boolean>
  strict?: Written<boolean>
  checksumAsV2?: Written<boolean>
  minGarp?: Written<boolean>
  /** What vrrp_rx_bufs_policy said up to here. */
  readonly bufferPolicy: Set<'MTU' | 'ADVERT' | 'size'>
  /** Keywords seen whose second line is ignored. */
  readonly once: Set<string>
  garp: GarpTimes
}

/** The garp_* values, in seconds and counts. */
export interface GarpTimes {
  delay?: Written<number>
  repeat?: Written<number>
  refresh?: Written<number>
  refreshRepeat?: Written<number>
  lowerPriorityDelay?: Written<number>
  lowerPriorityRepeat?: Written<number>
}

const GARP: ReadonlyMap<string, keyof GarpTimes> = new Map([
  ['garp_master_delay', 'delay'],
  ['garp_master_repeat', 'repeat'],
  ['garp_master_refresh', 'refresh'],
  ['garp_master_refresh_repeat', 'refreshRepeat'],
  ['garp_lower_prio_delay', 'lowerPriorityDelay'],
  ['garp_lower_prio_repeat', 'lowerPriorityRepeat'],
])

/** Takes a garp_* statement into `garp`; false if it is none. */
export function readGarp(statement: Statement, garp: GarpTimes, read: ValueReader): boolean {
  const field = GARP.get(statement.keyword.text.replace(/^vrrp_/, ''))
  if (field === undefined) return false
  const value = read.number(statement)
  if (value === undefined) return true
  const isRepeat = field === 'repeat' || field === 'refreshRepeat'
  if (value.value === 0 && isRepeat)
    read.complain('raised-to-one', { keyword: statement.keyword.text }, value, 'warning')
  garp[field] = value.value === 0 && isRepeat ? { ...value, value: 1 } : value
  return true
}

/** The times of an instance. */
export function announceTimes(own: GarpTimes, globals: Globals, strict: boolean): AnnounceTimes {
  const few = globals.minGarp?.value === true
  const repeat = own.repeat ?? globals.garp.repeat
  const delay = own.delay ?? globals.garp.delay
  const lowerRepeat = own.lowerPriorityRepeat ?? globals.garp.lowerPriorityRepeat ?? repeat
  const lowerDelay = own.lowerPriorityDelay ?? globals.garp.lowerPriorityDelay ?? delay
  return {
    repeat: repeat?.value ?? (few ? 1 : 5),
    delay: nsFromSec(delay?.value ?? (few ? 0 : 5)),
    refresh: nsFromSec((own.refresh ?? globals.garp.refresh)?.value ?? 0),
    refreshRepeat: (own.refreshRepeat ?? globals.garp.refreshRepeat)?.value ?? 1,
    lowerPriorityRepeat: strict ? 0 : (lowerRepeat?.value ?? (few ? 1 : 5)),
    lowerPriorityDelay: strict ? ns(0) : nsFromSec(lowerDelay?.value ?? (few ? 0 : 5)),
    arp: 'request',
  }
}

/** Lines whose second is ignored. */
const FIRST_WINS = /_fifo(_script)?$|^vmac_(addr_)?prefix$|^lvs_sync_daemon$|^snmp_socket$/

/** Takes the statements of one global_defs block into `globals`; a later line wins. */
export function readGlobals(block: Statement, globals: Globals, read: ValueReader): void {
  for (const statement of block.statements) {
    const { text } = statement.keyword
    if (FIRST_WINS.test(text)) {
      if (globals.once.has(text)) read.complain('first-one-wins', { keyword: text }, statement.keyword)
      else if (read.check(statement)) {
        globals.once.add(text)
        if (text === 'lvs_sync_daemon') checkLvsSync(statement, read)
      }
      continue
    }
    if (readGarp(statement, globals.garp, read)) continue
    switch (statement.keyword.text) {
      case 'vrrp_version':
        set(globals, 'version', read.number(statement))
        break
      case 'vrrp_mcast_group4':
        set(globals, 'group4', readGroup(statement, 4, read))
        break
      case 'vrrp_mcast_group6':
        set(globals, 'group6', readGroup(statement, 6, read))
        break
      case 'vrrp_startup_delay':
        set(globals, 'startupDelay', read.number(statement))
        break
      case 'vrrp_down_timer_adverts':
        set(globals, 'downTimerAdverts', read.number(statement))
        break
      case 'vrrp_lower_prio_no_advert':
        set(globals, 'lowerPriorityNoAdvert', read.bool(statement))
        break
      case 'vrrp_higher_prio_send_advert':
        set(globals, 'higherPrioritySendAdvert', read.bool(statement))
        break
      case 'vrrp_check_unicast_src':
        globals.checkUnicastSource = { value: true, place: statement.keyword.place }
        break
      case 'vrrp_skip_check_adv_addr':
        globals.skipCheckAddresses = { value: true, place: statement.keyword.place }
        break
      case 'vrrp_strict':
        globals.strict = { value: true, place: statement.keyword.place }
        break
      case 'v3_checksum_as_v2':
        set(globals, 'checksumAsV2', read.bool(statement))
        break
      case 'vrrp_min_garp':
        set(globals, 'minGarp', read.bool(statement))
        break
      case 'notification_email':
        if (statement.entries.length === 0)
          read.complain('block-empty', { keyword: text }, { place: statement.end }, 'warning')
        break
      case 'vrrp_rx_bufs_policy':
        if (read.check(statement)) readBufferPolicy(statement, globals.bufferPolicy, read)
        break
      case 'vrrp_iptables':
        read.complain('iptables', {}, statement.keyword, 'warning')
        break
      default:
        read.check(statement)
    }
  }
}

/** MTU, ADVERT or a size: of several keepalived takes the size, else MTU. */
function readBufferPolicy(statement: Statement, policy: Globals['bufferPolicy'], read: ValueReader): void {
  for (const word of statement.args) {
    const name = word.text.toUpperCase()
    if (name === 'MTU' || name === 'ADVERT') policy.add(name)
    // Where a number is wanted keepalived takes the first word, whichever it was.
    else if (read.number({ ...statement, spec: SIZE }) !== undefined) policy.add('size')
  }
  const [first, ...others] = (['size', 'MTU', 'ADVERT'] as const).filter((one) => policy.has(one))
  if (others.length === 0) return
  read.complain('buffer-policies', { taken: first! }, statement.keyword)
  for (const other of others) policy.delete(other)
}

const SIZE: Keyword = { value: { kind: 'integer', min: 0, max: 4_294_967_295 } }

function readGroup(statement: Statement, family: 4 | 6, read: ValueReader): Written<Ip> | undefined {
  const group = read.address(statement)
  if (group === undefined) return undefined
  if (group.value.family === family && isMulticast(group.value)) {
    if (!isLinkLocalGroup(group.value))
      read.complain(
        'group-not-link-local',
        { keyword: statement.keyword.text, value: group.value.text },
        group,
        'warning',
      )
    return group
  }
  read.complain('not-a-group', { keyword: statement.keyword.text, value: group.value.text, family }, group)
  return undefined
}

/** Whether an IPv6 group has link-local scope; IPv4 groups have none. */
export const isLinkLocalGroup = ({ family, bytes }: Ip): boolean => family === 4 || (bytes[1]! & 0x0f) === 2

/** The group that adverts of a family go to. */
export const groupOf = (globals: Globals, family: 4 | 6): Written<Ip> | Ip =>
  (family === 4 ? globals.group4 : globals.group6) ?? vrrpGroup(family)

function set<K extends keyof Globals>(globals: Globals, key: K, value: Globals[K] | undefined): void {
  if (value !== undefined) globals[key] = value
}
