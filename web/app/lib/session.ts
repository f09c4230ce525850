/**
 * Who is signed in, as far as the page knows: the tokens are in cookies that no script can read.
 *
 * What is remembered (until when the access token counts, and of whom) is shared by all tabs. One
 * tab at a time refreshes; the others find that it was done. When a session has ended, what stands
 * in the page stays, and SignInAgain asks for the password over it.
 */
import { useSyncExternalStore } from "react";

import { ApiError, OfflineError } from "./errors";

export type SessionKind = "user" | "external" | "staff" | "impersonation";

export interface Session {
    email: string;
    kind: SessionKind;
    /** Who acts in truth, in somebody else's place. */
    staffEmail?: string;
    organizationId: string | null;
    expiresAt: number;
}

/** What sign_in and its like answer to a browser. */
export interface SessionAnswer {
    expires_in: number;
    organization_id: string | null;
}

const KEY = "unison.session";
const LOCK = "unison.refresh";
const REFRESH_BEFORE_MS = 30_000;

const listeners = new Set<() => void>();
let cachedText: string | null = null;
let cached: Session | null = null;
let hasEnded = false;

function notify(): void {
    for (const listener of listeners) listener();
}

if (typeof window !== "undefined") {
    window.addEventListener("storage", (event) => {
        if (event.key !== KEY) return;
        const before = cached;
        const now = currentSession();
        // Another tab has become somebody else, or has gone elsewhere: this one shows what is not theirs.
        // Where it has left, nobody is signed in here either, and the Shell sees to the rest.
        if (before && now && (before.email !== now.email || before.organizationId !== now.organizationId)) {
            location.reload();
        }
        hasEnded = false;
        notify();
    });
}

export function currentSession(): Session | null {
    if (typeof window === "undefined") return null;
    const text = localStorage.getItem(KEY);
    if (text !== cachedText) {
        cachedText = text;
        cached = text ? (JSON.parse(text) as Session) : null;
    }
    return cached;
}

export function rememberSession(answer: SessionAnswer, who: Pick<Session, "email" | "kind" | "staffEmail">): void {
    const session: Session = {
        ...who,
        organizationId: answer.organization_id,
        expiresAt: Date.now() + answer.expires_in * 1000,
    };
    localStorage.setItem(KEY, JSON.stringify(session));
    hasEnded = false;
    notify();
}

export function forgetSession(): void {
    localStorage.removeItem(KEY);
    hasEnded = false;
    notify();
}

function subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
}

export function useSession(): Session | null {
    return useSyncExternalStore(subscribe, currentSession, () => null);
}

/** Whether the session ended while the page was in use. */
export function useHasEnded(): boolean {
    return useSyncExternalStore(
        subscribe,
        () => hasEnded,
        () => false,
    );
}

/** Make sure that the access token counts; another tab may have done it already. */
async function keepFresh(isStale: (session: Session) => boolean): Promise<void> {
    const seen = currentSession();
    if (!seen || !isStale(seen)) return;
    await navigator.locks.request(LOCK, async () => {
        const session = currentSession();
        if (!session || session.expiresAt !== seen.expiresAt) return;
        const response = await send("/api/v1/rpc/refresh", { method: "POST" });
        if (!response.ok) {
            if (response.status === 401) {
                hasEnded = true;
                notify();
            }
            throw await ApiError.of(response);
        }
        // What is refreshed is the session that signed in: an impersonation ends with its token.
        const { staffEmail } = session;
        const who = staffEmail ? ({ email: staffEmail, kind: "staff" } as const) : { email: session.email, kind: session.kind };
        rememberSession((await response.json()) as SessionAnswer, who);
    });
}

const HEADERS = { "X-Session": "cookie", "X-Requested-With": "fetch" };

async function send(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
    try {
        return await fetch(input, { ...init, headers, credentials: "same-origin" });
    } catch (reason) {
        if (init.signal?.aborted) throw reason;
        throw new OfflineError();
    }
}

/** fetch for what nobody has to be signed in for: it neither needs nor refreshes a session. */
export async function visitorFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const response = await send(input, init);
    if (!response.ok) throw await ApiError.of(response);
    return response;
}

/** Have an access token that counts for a while, for what the browser asks for by itself. */
export async function keepSession(): Promise<void> {
    await keepFresh(isDue);
}

const isDue = (session: Session) => session.expiresAt - Date.now() < REFRESH_BEFORE_MS;

/** Refusals of what somebody has entered: they tell nothing of the session. */
const OF_WHAT_WAS_ENTERED = new Set(["invalid_credentials", "second_factor_required", "second_factor_invalid"]);

async function isOfSession(response: Response): Promise<boolean> {
    return response.status === 401 && !OF_WHAT_WAS_ENTERED.has((await ApiError.of(response.clone())).code);
}

/** fetch for the API: with the session, kept fresh, and anything but success thrown as ApiError. */
export async function apiFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    await keepFresh(isDue);
    const sentWith = currentSession()?.expiresAt;
    let response = await send(input, init);
    if (sentWith !== undefined && (await isOfSession(response))) {
        // The clocks differ, or the token was withdrawn: if the session lasts, a new one helps.
        await keepFresh((session) => session.expiresAt === sentWith);
        response = await send(input, init);
        if (await isOfSession(response)) {
            hasEnded = true;
            notify();
        }
    }
    if (!response.ok) throw await ApiError.of(response);
    return response;
}
