import type { SessionKind } from "./session";

/** Where somebody begins who has signed in. */
export function homeOf(kind: SessionKind): string {
    return kind === "staff" ? "/admin" : "/billing";
}

/** The page that was wanted before signing in, if it is one of ours: an address elsewhere is none. */
export function safeNext(next: string | null): string | null {
    return next && /^\/(?![/\\])/.test(next) ? next : null;
}
