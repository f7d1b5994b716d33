/** Complaints that our check need not answer, each with the reason. */
export const EXEMPT: readonly (readonly [RegExp, string])[] = [
  [
    /Script user|SECURITY|keepalived_script|script_user|username|groupname|firewall|nftables|iptables/,
    'users and the firewall of the machine',
  ],
  [
    /Non-existent interface|doesn't exist|already exists and is not a private macvlan|Can't find|interface .* not found/,
    'interfaces of the machine',
  ],
  [/Unable to|cn_proc|process not supported|Invalid cpu_id|Unable to resolve|Invalid smtp server/, 'the machine'],
]
