import { VrrpscopeError } from '../core/errors.ts'

/** Why a capture does not start, as data: the tap says it in JSON, its parent throws it. */
export interface CaptureFailure {
  readonly code: string
  readonly message: string
  readonly hint: string
}

/** Words for what libpcap says, whichever program it says it through; `program` is what may be given the privilege. */
export function explainCapture(interfaceName: string, program: string, said: string): CaptureFailure {
  const message = said.split('\n', 1)[0]!
  if (/permission|not permitted/i.test(said))
    return {
      code: 'tap/permission',
      message: `no permission to capture on ${interfaceName}`,
      hint: `run it with sudo; or once: sudo setcap cap_net_raw,cap_net_admin+ep ${program}`,
    }
  if (/no such device|SIOCGIFHWADDR|SIOCGIFINDEX|no interface/i.test(said))
    return {
      code: 'tap/no-such-interface',
      message: `there is no interface ${interfaceName}`,
      hint: 'vrrpscope sniff --list-interfaces',
    }
  if (/not up|network is down/i.test(said))
    return {
      code: 'tap/interface-down',
      message: `${interfaceName} is down`,
      hint: `sudo ip link set ${interfaceName} up`,
    }
  if (/syntax|filter|expression|parse|not supported|illegal/i.test(said))
    return { code: 'usage/bad-filter', message: `the filter is refused: ${message}`, hint: 'man pcap-filter' }
  return {
    code: 'tap/failed',
    message: `cannot capture on ${interfaceName}: ${message}`,
    hint: `${program} says so; try the other --backend`,
  }
}

export const captureError = (failure: CaptureFailure): VrrpscopeError =>
  new VrrpscopeError(failure.code, failure.message, failure.hint)
