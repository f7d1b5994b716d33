import type { ProfileName } from '../../core/profile-name.ts'
import type { ConfiguredRouter, NodeConfig } from '../model.ts'
import type { Note } from '../note.ts'
import type { IncludeReader, SourceText } from '../text.ts'
import { readAddressEntry } from './addresses.ts'
import { completeInstance } from './complete.ts'
import { type Draft, readDraft } from './draft.ts'
import { type Globals, readGlobals } from './globals.ts'
import { RELEASES, type Release } from './grammar.ts'
import { configurationLines } from './lines.ts'
import { parseKeepalived, type Tree } from './parser.ts'
import { trackedScripts } from './scripts.ts'
import { readGroup, readSyncGroups, type WrittenGroup } from './sync-groups.ts'
import { noDefinitions, readDefinition } from './tracking.ts'
import { checkGarpGroup, checkLinkbeat, checkRules, checkTrackGroup, ValueReader } from './values.ts'

export interface KeepalivedOptions {
  readonly node: string
  readonly include: IncludeReader
  readonly configId?: string | undefined
  /** The keepalived it is for; without it the oldest that knows every keyword used. */
  readonly profile?: ProfileName | undefined
}

/** A keepalived.conf and what it includes, as the daemon would take it. Never throws but for its bounds. */
export function readKeepalived(source: SourceText, options: KeepalivedOptions): NodeConfig {
  const notes: Note[] = []
  const sources: SourceText[] = []
  const { configId, include } = options
  const lines = configurationLines(source, { configId, include }, notes, sources)
  const tree = parseKeepalived(lines, newestRelease(options.profile), notes)
  const profile = options.profile ?? oldestProfile(tree.needs)
  const secrets: string[] = []
  const routers = lowerTree(tree, { node: options.node, profile }, notes, secrets)
  notes.sort(
    (a, b) =>
      sources.findIndex((s) => s.name === a.place.file) - sources.findIndex((s) => s.name === b.place.file) ||
      a.place.line - b.place.line,
  )
  return {
    name: options.node,
    file: source.name,
    dialect: 'keepalived',
    profile,
    profileSource: options.profile === undefined ? 'assumed' : 'given',
    routers,
    notes,
    sources,
    secrets,
    tree,
    scripts: trackedScripts(tree),
  }
}

/** The virtual routers that keepalived would run with this tree. */
export function lowerTree(
  tree: Tree,
  node: { readonly node: string; readonly profile: ProfileName },
  notes: Note[],
  secrets: string[],
): ConfiguredRouter[] {
  const { statements } = tree
  const reader = (name?: string): ValueReader => new ValueReader(notes, name)
  const definitions = noDefinitions()
  const globals: Globals = { garp: {}, bufferPolicy: new Set(), once: new Set() }
  const drafts: Draft[] = []
  const groups: WrittenGroup[] = []
  const announced = new Set<string>()
  const taken = new Map<string, string>()
  const trackGroups = new Set<string>()
  for (const statement of statements) {
    const keyword = statement.keyword.text
    readDefinition(statement, definitions, reader)
    if (keyword === 'global_defs') readGlobals(statement, globals, reader())
    else if (keyword === 'vrrp_instance') {
      const name = statement.args[0]!.text
      drafts.push(readDraft(statement, definitions, taken, reader(name), secrets))
    } else if (keyword === 'vrrp_sync_group') groups.push(readGroup(statement, definitions, reader))
    else if (statement.spec.block === undefined && statement.spec.entries === undefined) reader().check(statement)
    else if (keyword === 'track_group') {
      trackGroups.add(statement.args[0]!.text)
      checkTrackGroup(statement, reader())
    } else if (keyword === 'static_rules') checkRules(statement, reader())
    else if (keyword === 'static_ipaddress')
      for (const entry of statement.entries) readAddressEntry(entry, false, reader(), trackGroups)
    else if (keyword === 'linkbeat_interfaces') checkLinkbeat(statement, reader())
    else if (keyword === 'garp_group') checkGarpGroup(statement, announced, reader())
  }
  const memberships = readSyncGroups(groups, drafts, reader)
  const routers: ConfiguredRouter[] = []
  for (const draft of drafts) {
    const router = completeInstance(draft, { ...node, globals, syncGroup: memberships.get(draft.name.text) })
    if (router !== undefined) routers.push(router)
  }
  return routers
}

/** The first release of each modelled keepalived, newest first. */
const PROFILES: readonly (readonly [ProfileName, Release])[] = [
  ['keepalived-2.4', '2.4.0'],
  ['keepalived-2.3.3', '2.3.2'],
  ['keepalived-2.2', '2.2.7'],
]

function oldestProfile(needs: Release | undefined): ProfileName {
  const rank = RELEASES.indexOf(needs ?? '2.2.7')
  return PROFILES.find(([, since]) => RELEASES.indexOf(since) <= rank)![0]
}

/** What a profile knows: everything, unless it names an older keepalived. */
function newestRelease(profile: ProfileName | undefined): Release {
  if (profile === 'keepalived-2.2') return '2.2.8'
  return profile === 'keepalived-2.3.3' ? '2.3.3' : '2.4.0'
}
