import type { SessionKind } from "./session";

/** Where somebody begins who has signed in. */
export function homeOf(kind: SessionKind): string {
    return kind === "staff" ? "/admin" : "/billing";
}

/** The page that was wanted before signing in, if it is one of ours: an address elsewhere is none. */
export function safeNext(next: string | null): string | null {
    if (!next?.startsWith("/") || next.includes("\\") || /\p{Cc}/u.test(next)) return null;
    // As identity.require_local_path has it: browsers and routers find another host behind two slashes.
    return /^[^?#]*\/\//.test(next) ? null : next;
}
