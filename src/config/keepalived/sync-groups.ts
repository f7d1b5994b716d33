import type { SyncGroup } from './complete.ts'
import type { Draft } from './draft.ts'
import type { Word } from './lexer.ts'
import type { Statement } from './parser.ts'
import { type Definitions, readTracked, type Tracked } from './tracking.ts'
import type { ValueReader } from './values.ts'

/** A group as written: what it tracks, and the list of its members. */
export interface WrittenGroup {
  readonly statement: Statement
  readonly tracked: readonly Tracked[]
  readonly weightsAllowed: boolean
  readonly listed: Statement | undefined
}

/** One group; it can track only what `definitions` holds when it is read, which is what stands above it. */
export function readGroup(
  statement: Statement,
  definitions: Definitions,
  reader: (name: string) => ValueReader,
): WrittenGroup {
  const name = statement.args[0]!.text
  const read = reader(name)
  const tracked: Tracked[] = []
  let weightsAllowed = false
  let listed: Statement | undefined
  const notified = new Set<string>()
  for (const line of statement.statements) {
    const keyword = line.keyword.text
    if (notified.has(keyword)) read.complain('first-one-wins', { keyword }, line.keyword)
    if (keyword.startsWith('notify') && keyword !== 'notify_priority_changes') notified.add(keyword)
    if (keyword === 'group') {
      if (line.entries.length === 0) read.complain('group-empty', { group: name }, { place: line.end })
      else listed = line
    } else if (keyword.startsWith('track_')) readTracked(line, definitions, read, tracked)
    else if (keyword === 'sync_group_tracking_weight' || keyword === 'global_tracking') weightsAllowed = true
    else read.check(line)
  }
  return { statement, tracked, weightsAllowed, listed }
}

/** The sync group of each instance, by instance name; what keepalived would not take of the groups is noted. */
export function readSyncGroups(
  written: readonly WrittenGroup[],
  drafts: readonly Draft[],
  reader: (name: string) => ValueReader,
): ReadonlyMap<string, SyncGroup> {
  const groups = new Map<string, SyncGroup>()
  for (const { statement, tracked, weightsAllowed, listed } of written) {
    const name = statement.args[0]!
    const members = membersOf(listed, name.text, statement, drafts, groups, reader(name.text))
    const among = drafts.filter((draft) => members.includes(draft.name.text))
    const group = {
      name: { value: name.text, place: name.place },
      weightsAllowed,
      tracked: withoutWeights(tracked, among, name, reader(name.text)),
    }
    for (const member of members) groups.set(member, group)
    for (const draft of among) checkTrackedTwice(draft, name.text, tracked, reader(draft.name.text))
  }
  return groups
}

/** Beside an address owner nothing that the group tracks has a weight: keepalived clears it for all members. */
function withoutWeights(
  tracked: readonly Tracked[],
  members: readonly Draft[],
  group: Word,
  read: ValueReader,
): readonly Tracked[] {
  const owner = members.find(({ priority }) => priority?.value === 255)
  if (owner === undefined) return tracked
  return tracked.map((one) => {
    if (one.weight === 0) return one
    const what = `${one.kind} ${one.name}`
    read.complain('weight-ignored', { what, why: `priority 255 of ${owner.name.text}` }, group, 'warning')
    return { ...one, weight: 0 }
  })
}

/** An instance tracks its own interface without being told. */
function checkTrackedTwice(draft: Draft, group: string, tracked: readonly Tracked[], read: ValueReader): void {
  for (const { kind, name } of tracked) {
    if (kind !== 'interface') continue
    const isOwn = draft.interfaceName?.value === name
    if (isOwn ? !draft.dontTrackPrimary : draft.tracked.some((one) => one.kind === kind && one.name === name))
      read.complain('tracked-by-group', { group, name }, draft.name, 'warning')
  }
}

function membersOf(
  listed: Statement | undefined,
  group: string,
  statement: Statement,
  drafts: readonly Draft[],
  taken: ReadonlyMap<string, SyncGroup>,
  read: ValueReader,
): string[] {
  const members: string[] = []
  // keepalived takes every word of the lines, not only the first.
  for (const word of listed?.entries.flatMap((entry) => entry.words) ?? []) {
    if (!drafts.some((draft) => draft.name.text === word.text))
      read.complain('group-member-unknown', { group, member: word.text }, word)
    else if (taken.has(word.text)) read.complain('group-member-taken', { group, member: word.text }, word)
    else members.push(word.text)
  }
  const name = statement.args[0]!
  if (members.length === 0) read.complain('group-empty', { group }, name)
  else if (members.length === 1) read.complain('group-of-one', { group }, name, 'warning')
  return members
}
