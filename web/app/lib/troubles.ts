/** What went wrong with others' machines, as a person says it; what a machine wrote is for whoever looks closer. */
import { sentence } from "./format";

const TROUBLES: readonly (readonly [RegExp, string])[] = [
    [/gaierror|Name or service not known|name resolution|getaddrinfo/i, "The host's name was not found"],
    [/All connection attempts failed|Connection ?refused|ECONNREFUSED/i, "Nobody accepts connections there"],
    [/certificate|SSL|TLS/i, "No secure connection came about: its certificate is not valid for it"],
    [/Network is unreachable|No route to host/i, "There is no way to the host"],
    [/connection (was )?(reset|aborted|closed|lost)|disconnected|broken pipe|ReadError|WriteError|ProtocolError/i, "The connection broke off"],
    [/statement timeout|canceling statement/i, "It took longer than it may"],
    [/deadlock detected/i, "It stood in another's way"],
    [/time(d)? ?out|no answer in/i, "No answer came in time"],
    [/at public addresses only|not one of the public internet/i, "The host is not on the public internet"],
    [/APIConnectionError/i, "Stripe could not be reached"],
];

/** "gaierror: [Errno -2] …" is "The host's name was not found"; "reserved_domain" is "Reserved domain". */
export function troubleWords(raw: string): string {
    const known = TROUBLES.find(([pattern]) => pattern.test(raw));
    if (known) return known[1];
    return /^[a-z_]+$/.test(raw) ? sentence(raw) : raw.charAt(0).toUpperCase() + raw.slice(1);
}
