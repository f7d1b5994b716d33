import { Command, Option } from 'commander'
import type { Finding } from '../../checks/finding.ts'
import { rules } from '../../checks/rules/index.ts'
import { wordsOf } from '../../checks/words.ts'
import { PROFILE_NAMES, type ProfileName } from '../../core/profile-name.ts'
import type { ObserverOptions } from '../../observe/options.ts'
import { lookedAt, reportOf } from '../../report/document.ts'
import { maskSecrets } from '../../report/mask.ts'
import { configsOf } from '../configs.ts'
import { Exit } from '../exit.ts'
import { tellDamage } from '../failure.ts'
import { withCommonFlags, withConfigFlag } from '../flags.ts'
import { type GivenFlags, givenOf, tellAbsentMembers, withGivenFlags } from '../given.ts'
import type { Io } from '../io.ts'
import { type Narrowing, withNarrowing } from '../narrow.ts'
import { auditCaptures } from '../pipeline.ts'
import { Progress } from '../progress.ts'
import { REPORT_FORMATS, type ReportFormat, renderReport } from '../render.ts'
import { exitOf, verdictOf } from '../verdict.ts'
import { VERSION } from '../version.ts'

interface Flags extends Narrowing, GivenFlags {
  readonly config: readonly string[]
  readonly format: ReportFormat
  readonly segments: NonNullable<ObserverOptions['segments']>
  readonly profile?: ProfileName
  readonly follow?: boolean
}

/** `vrrpscope audit <capture...>`: who was Active when, every takeover, every fault. */
export const auditCommand = (io: Io): Command =>
  withGivenFlags(withNarrowing(withConfigFlag(withCommonFlags(new Command('audit'), REPORT_FORMATS))))
    .description('who was Active when, every takeover with its cause and gap, every fault with its remedy')
    .argument('<capture...>', 'pcap or pcapng, also compressed; - is standard input')
    .addOption(
      new Option('--segments <how>', 'whether vantage points are one segment')
        .choices(['auto', 'one', 'each'])
        .default('auto'),
    )
    .addOption(
      new Option('--profile <name>', 'what the routers are, where no configuration says it').choices(PROFILE_NAMES),
    )
    .option('--follow', 'wait for what is still written to the file, until interrupted')
    .action(async (captures: string[], flags: Flags) => {
      io.waitForReader()
      const stop = new AbortController()
      io.onInterrupt(() => stop.abort())
      const given = givenOf(flags)
      const nodes = await configsOf(io, flags.config, flags.profile)
      const progress = new Progress(io)
      const run = await auditCaptures(captures, {
        nodes,
        segments: flags.segments,
        narrowing: flags,
        given,
        follow: flags.follow ?? false,
        ...(flags.profile === undefined ? {} : { profile: flags.profile }),
        signal: stop.signal,
        onProgress: (read, total) => progress.update(read, total),
      })
      progress.clear()
      tellDamage(io, run.captures)
      tellAbsentMembers(io, given, run.virtualRouters)
      if (io.interrupted && run.counts.packets === 0) return io.exitWith(Exit.interrupted)
      const verdict = verdictOf(run, io.flags.failOn)
      const words = (finding: Finding) => wordsOf(io.flags.showSecrets ? finding : maskSecrets(finding), rules)
      io.exitWith(exitOf(verdict))
      io.print(renderReport(reportOf({ ...run, verdict }, TOOL, words), flags.format, io, lookedAt(run)))
    })

const TOOL = { name: 'vrrpscope', version: VERSION } as const
