import { bySeverity, type Finding } from '../checks/finding.ts'
import { groupsOf, type Member } from '../checks/groups.ts'
import type { Rule } from '../checks/rule.ts'
import { wordsOf } from '../checks/words.ts'
import type { NodeConfig, RouterConfig } from '../config/model.ts'
import { type FamilyVrid, familyVridText } from '../core/family-vrid.ts'
import type { ProfileName } from '../core/profile-name.ts'
import { msFromNs } from '../core/time.ts'
import { rejection } from '../model/advertised.ts'
import type { CheckAcceptance, CheckPrediction, CheckReport } from '../report/check-schema.ts'
import { findingEntry } from '../report/document.ts'
import { maskText } from '../report/excerpt.ts'
import { maskSecrets } from '../report/mask.ts'
import { predict } from '../simulate/predict.ts'
import { VERSION } from './version.ts'

/** All that `check` has to say about configurations. */
export function checkReport(
  nodes: readonly NodeConfig[],
  findings: readonly Finding[],
  rules: readonly Rule[],
  options: { readonly showSecrets: boolean; readonly fails: boolean },
): CheckReport {
  const secrets = nodes.flatMap((node) => node.secrets)
  const masked = options.showSecrets ? findings : findings.map((one) => withoutSecrets(maskSecrets(one), secrets))
  const wording = {
    timeline: { epochSec: 0 },
    idOf: (key: number) => familyVridText(key as FamilyVrid),
    wordsOf: (finding: Finding) => wordsOf(finding, rules),
  }
  const groups = groupsOf(nodes)
  return {
    schema: 'vrrpscope.check/1',
    tool: { name: 'vrrpscope', version: VERSION },
    files: [...new Set(nodes.flatMap((node) => node.sources.map(({ name }) => name)))],
    nodes: nodes.map(({ name, file, routers }) => ({
      name,
      file,
      virtualRouters: routers.map((router) => ({ id: idOf(router), profile: router.profile })),
    })),
    findings: masked.toSorted(byWeightAndPlace).map((finding) => findingEntry(finding, wording)),
    predictions: groups.flatMap(predictionsOf),
    acceptance: groups.flatMap((group) => group.flatMap((from) => group.flatMap((by) => acceptanceOf(from, by)))),
    verdict: options.fails ? 'findings' : 'pass',
  }
}

const idOf = (router: RouterConfig): string => `ipv${router.family}/${router.vrid}`

function withoutSecrets(finding: Finding, secrets: readonly string[]): Finding {
  const values = Object.entries(finding.values).map(([name, value]) => [
    name,
    typeof value === 'string' ? maskText(value, secrets) : value,
  ])
  return { ...finding, values: Object.fromEntries(values) }
}

function byWeightAndPlace(a: Finding, b: Finding): number {
  const file = byCode(a.file ?? '', b.file ?? '')
  return bySeverity(a.severity, b.severity) || file || (a.line ?? 0) - (b.line ?? 0) || byCode(a.id, b.id)
}

/** Newer keepalived, which take some adverts that 2.2 refuses. */
const NEWER: readonly ProfileName[] = ['keepalived-2.3.3', 'keepalived-2.4']

/** The profiles that a node may have: its own, and newer keepalived where nothing said which it is. */
function candidates({ node, router }: Member): readonly ProfileName[] {
  if (node.profileSource === 'given' || !router.profile.startsWith('keepalived')) return [router.profile]
  return [router.profile, ...NEWER.filter((name) => name > router.profile)]
}

/** One entry; one more for each newer profile that would decide otherwise. */
function acceptanceOf(from: Member, by: Member): CheckAcceptance[] {
  if (from === by) return []
  const entries: CheckAcceptance[] = []
  for (const profile of candidates(by)) {
    const reason = rejection(from.router, { ...by.router, profile }) ?? null
    if (entries.at(-1)?.firstFailedCheck === reason) continue
    entries.push({
      virtualRouter: idOf(by.router),
      from: from.node.name,
      by: by.node.name,
      profile,
      profileSource: by.node.profileSource === 'given' ? 'config' : 'assumed',
      accepts: reason === null,
      firstFailedCheck: reason,
    })
  }
  return entries
}

/** Predictions for a group as configured, and where newer keepalived would behave differently, for those as well. */
function predictionsOf(group: readonly Member[]): CheckPrediction[] {
  const own = predictedBy(group, undefined)
  for (const profile of NEWER) {
    if (!group.some((member) => candidates(member).includes(profile))) continue
    const newer = predictedBy(group, profile)
    if (newer.some((one, i) => !sameOutcome(one, own[i]!))) return [...own, ...newer]
  }
  return own
}

function predictedBy(group: readonly Member[], profile: ProfileName | undefined): CheckPrediction[] {
  const routers = group.map((member) =>
    profile !== undefined && candidates(member).includes(profile) ? { ...member.router, profile } : member.router,
  )
  const names = [...new Set(routers.map((router) => router.profile))]
  return predict(routers).map((one) => ({
    virtualRouter: idOf(group[0]!.router),
    event: one.lost === undefined ? 'start' : `loss of ${one.lost}`,
    profile: names.join(' + '),
    active: one.active ?? null,
    alsoActive: [...one.alsoActive],
    afterMs: { min: rounded(one.after.min), max: rounded(one.after.max) },
    overlapMs: rounded(one.overlap),
  }))
}

const rounded = (duration: Parameters<typeof msFromNs>[0]): number => Math.round(msFromNs(duration) * 1000) / 1000

const sameOutcome = (a: CheckPrediction, b: CheckPrediction): boolean =>
  a.active === b.active && a.alsoActive.join() === b.alsoActive.join()

/** By code units: a locale's order costs 5 ms at its first use, and differs from machine to machine. */
const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
