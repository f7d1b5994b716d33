import { nsFromCs } from '../core/time.ts'
import type { LiveRouter } from '../observe/live.ts'
import { eventParts } from './lines.ts'
import type { Row } from './rows.ts'
import type { Scene } from './screen.ts'
import { wrapPainted } from './wrap.ts'

const TAKEOVERS_SHOWN = 8
const PERIODS_SHOWN = 8

/** Everything about one virtual router: routers, time line, last adverts, findings with what to do. */
export function detailLines(row: Row, scene: Scene, columns: number): string[] {
  const { virtualRouter } = row
  const { words } = scene
  const head = (text: string) => words.paint('bold', text)
  const { addresses, transport, takeovers, periods, routers } = virtualRouter
  const findings = scene.findings.filter((finding) => finding.key === virtualRouter.key)
  const lines = [
    head(`${virtualRouter.id}  ${transport}`),
    `  addresses ${addresses.map((address) => address.text).join(' ') || 'none'}`,
    '',
    head('routers'),
    ...routers.flatMap((router) => routerLines(router, scene)),
    '',
    head('time line'),
    ...periods.slice(-PERIODS_SHOWN).map((period) => {
      const end = period.to === undefined ? 'now' : `${words.time(period.to)}  ${period.endedBy}`
      return `  ${words.time(period.from)}  ${period.router.name} Active until ${end}${period.muted ? '  muted' : ''}`
    }),
    ...takeovers.slice(-TAKEOVERS_SHOWN).map((takeover) => {
      const { at } = takeover
      const event = { type: 'takeover', at, takeover, where: virtualRouter.id, change: 'open' } as const
      const { what, text } = eventParts(event, words)
      return `  ${words.time(takeover.at)}  ${what}  ${text}`
    }),
    '',
    head('last adverts'),
    ...routers.map((router) => `  ${words.advert(router.lastSighting)}`),
    '',
    head(findings.length === 0 ? 'no findings' : 'findings'),
    ...findings.flatMap((finding) => [
      words.paint(finding.severity, `  ${finding.severity.toUpperCase()} ${finding.id}  ${finding.state}`),
      `    ${words.sentence(finding)}`,
      words.paint('dim', `    ${words.remedy(finding)}`),
    ]),
  ]
  return lines.flatMap((line) => wrapPainted(line, columns, indentOf(line) + 2))
}

function routerLines(router: LiveRouter, { words, now }: Scene): string[] {
  const { intervals, late } = router
  const spacing = intervals.quantile(0.5)
  const node = router.config === undefined ? '' : `${router.config.node} `
  const state = router.period === undefined ? 'Backup' : 'Active'
  const since = words.duration((now - router.lastAdvertNs) as typeof now)
  return [
    `  ${node}${router.name}  ${state}  prio ${router.priority}  ${router.adverts} adverts, the last ${since} ago`,
    `    every ${words.duration(nsFromCs(router.advertised))}${spacing === undefined ? '' : `, seen ${words.duration(spacing)}`}` +
      `${late.count === 0 ? '' : `, late ${late.count} times (${words.duration(late.worstNs)})`}` +
      `  auth ${router.auth}  checksum ${router.checksum}  ${router.mac ?? ''}`,
  ]
}

const indentOf = (line: string): number => /^(?:\x1b\[[0-9;]*m)?( *)/.exec(line)![1]!.length
