import { PostgrestClient } from "@supabase/postgrest-js";

import type { Database } from "./database.types";
import { apiFetch, currentSession, forgetSession, rememberSession, visitorFetch, type SessionAnswer, type SessionKind } from "./session";

export type Views = Database["api"]["Views"];
export type AdminViews = Database["admin"]["Views"];
/** A row of a view of the API: Row<"plants">. */
export type Row<Name extends keyof Views> = Views[Name]["Row"];
export type AdminRow<Name extends keyof AdminViews> = AdminViews[Name]["Row"];

const origin = typeof location === "undefined" ? "http://localhost" : location.origin;
// It would ask again by itself; that is TanStack Query's to decide, which says so meanwhile.
const options = { fetch: apiFetch, retry: false } as const;

/** What customers may ask. Errors are thrown (ApiError), never in what is answered. */
export const api = new PostgrestClient<Database, { PostgrestVersion: "12" }, "api">(`${origin}/api/v1`, {
    ...options,
    schema: "api",
});
/** What anybody may ask, also somebody whose session has just ended. */
export const visitor = new PostgrestClient<Database, { PostgrestVersion: "12" }, "api">(`${origin}/api/v1`, {
    fetch: visitorFetch,
    retry: false,
    schema: "api",
});
/** What staff may ask. */
export const admin = new PostgrestClient<Database, { PostgrestVersion: "12" }, "admin">(`${origin}/api/v1`, {
    ...options,
    schema: "admin",
});
/** Revenue figures. */
export const analytics = new PostgrestClient<Database, { PostgrestVersion: "12" }, "analytics">(`${origin}/api/v1`, {
    ...options,
    schema: "analytics",
});

/** `code` is that of the second factor, of whoever has one. */
export async function signIn(email: string, password: string, code?: string): Promise<SessionKind> {
    const { data } = await visitor.rpc("sign_in", { email, password, ...(code && { code }) }).throwOnError();
    const answer = data as unknown as SessionAnswer;
    // A token of the staff is bound to no organization.
    const kind = answer.organization_id === null ? "staff" : "user";
    rememberSession(answer, { email, kind });
    return kind;
}

const post = (body: unknown): RequestInit => ({
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
});

/** Where the browser goes to sign in at the provider of a company, by an address there or its domain. */
export async function startProviderSignIn(email: string, next: string | null): Promise<string> {
    const response = await visitorFetch(`${origin}/api/v1/start_external_sign_in`, post({ email, next }));
    const { authorization_url } = (await response.json()) as { authorization_url: string };
    return authorization_url;
}

/** Sign in with what a provider sent back, and return where to go on. */
export async function finishProviderSignIn(back: {
    provider: string;
    state: string;
    code: string | null;
    issuer: string | null;
    error: string | null;
}): Promise<string | null> {
    const response = await visitorFetch(`${origin}/api/v1/finish_external_sign_in`, post(back));
    const { next, ...answer } = (await response.json()) as SessionAnswer & { next: string | null };
    rememberSession(answer, { email: "", kind: "external" });
    const me = await api.from("me").select("email").single().throwOnError();
    rememberSession(answer, { email: me.data.email ?? "", kind: "external" });
    return next;
}

export async function signUp(account: {
    email: string;
    password: string;
    full_name: string;
    organization_name: string;
}): Promise<void> {
    const { data } = await visitor.rpc("sign_up", account).throwOnError();
    rememberSession(data as unknown as SessionAnswer, { email: account.email, kind: "user" });
}

/** Join an organization; the address of whoever does is the invitation's. */
export async function acceptInvitation(invitation: {
    token: string;
    password?: string;
    full_name?: string;
    code?: string;
}): Promise<void> {
    const { data } = await api.rpc("accept_invitation", invitation).throwOnError();
    const answer = data as unknown as SessionAnswer;
    rememberSession(answer, { email: currentSession()?.email ?? "", kind: "user" });
    const me = await api.from("me").select("email").single().throwOnError();
    rememberSession(answer, { email: me.data.email, kind: "user" });
}

export async function signOut(): Promise<void> {
    await api.rpc("sign_out", {}).throwOnError();
    forgetSession();
}

/** Found another organization, and go on in it. */
export async function createOrganization(name: string): Promise<void> {
    const session = currentSession();
    const { data } = await api.rpc("create_organization", { name }).throwOnError();
    if (session) rememberSession(data as unknown as SessionAnswer, session);
}

/** Go on in another organization: everything on the page is the former's, so it is loaded anew. */
export async function switchOrganization(organizationId: string): Promise<void> {
    const session = currentSession();
    const { data } = await api.rpc("switch_organization", { organization_id: organizationId }).throwOnError();
    if (session) rememberSession(data as unknown as SessionAnswer, session);
}

/** See what a member sees, in this browser, until it is ended or its time is over. */
export async function impersonate(wish: {
    user_id: string;
    organization_id: string;
    email: string;
    reason: string;
    minutes: number;
    writable: boolean;
}): Promise<void> {
    const staffEmail = currentSession()?.email ?? "";
    const { email, ...rest } = wish;
    const { data } = await admin.rpc("impersonate", rest).throwOnError();
    rememberSession(data as unknown as SessionAnswer, { email, kind: "impersonation", staffEmail });
}

/** Be of the staff again: the cookie to refresh with was theirs all the time. */
export async function endImpersonation(): Promise<void> {
    const session = currentSession();
    const { data } = await api.rpc("refresh", {}).throwOnError();
    rememberSession(data as unknown as SessionAnswer, { email: session?.staffEmail ?? "", kind: "staff" });
    await admin.rpc("end_impersonation", {}).throwOnError();
}
