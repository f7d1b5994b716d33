import { Command } from 'commander'
import type { Io } from '../io.ts'

/** `vrrpscope tap <interface>`: frames to standard output, for `| vrrpscope sniff -`, `| wireshark -k -i -` or over ssh. */
export const tapCommand = (io: Io): Command =>
  new Command('tap')
    .description('capture one interface: pcap on standard output, frames to send as pcap on standard input')
    .argument('<interface>', 'or any')
    .argument('[filter...]', 'narrows the capture: a BPF expression')
    .option('--tunnels', 'also look into VXLAN, GRE and MPLS', false)
    .action(async (interfaceName: string, words: string[], flags: { tunnels: boolean }) => {
      const [{ captureFilter }, { runTap }] = await Promise.all([
        import('../../edge/filter.ts'),
        import('../../edge/tap.ts'),
      ])
      const filter = captureFilter(interfaceName, { narrow: words.join(' '), tunnels: flags.tunnels })
      io.onInterrupt(() => {}) // the tap has its own
      await runTap({ interfaceName, filter }, io.host)
    })
