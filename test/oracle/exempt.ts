/** Complaints that our check need not answer, each with the reason. */
export const EXEMPT: readonly (readonly [RegExp, string])[] = [
  [/[Ss]cript user|SECURITY|keepalived_script|script_user|username|groupname|script uid/, 'users of the machine'],
  [/firewall|nftables|iptables/, 'the firewall of the machine'],
  [
    /Non-existent interface|doesn't exist$|already exists and is not a private macvlan|Can't find|unknown interface \S+ specified for/,
    'interfaces of the machine',
  ],
  [/cn_proc|process not supported|cpu_id|outside range \[0, \d{1,2}\]$/, 'the kernel and processors of the machine'],
  [/it is not a regular file$/, 'files of the machine'],
  [/Unable to|Invalid smtp server/, 'names that the machine cannot resolve'],
  [/BFD instance \S+ (has duplicate|source address)|BFD instance \S+ already/, 'BFD sessions held against each other'],
  [
    /Configuration line starting `\w+[^\w`]/,
    'the line of a script split a second time, where a quote does not end a word',
  ],
  [/virtual server group/, "virtual servers, which are not VRRP's"],
]
