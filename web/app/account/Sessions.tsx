import { useState } from "react";
import { z } from "zod/mini";

import { api, type Row } from "~/lib/api";
import { useApiForm } from "~/lib/form";
import { ago, day } from "~/lib/format";
import { useAction, useRows } from "~/lib/queries";
import { Badge } from "~/ui/Badge";
import { Block } from "~/ui/Block";
import { Button } from "~/ui/Button";
import { Dialog, DialogActions } from "~/ui/Dialog";
import { ErrorText } from "~/ui/ErrorBlock";
import { TextField } from "~/ui/Field";
import { Skeleton } from "~/ui/Skeleton";

type Session = Row<"sessions">;

const nameOf = (session: Session) => session.client ?? "A program without a name";

/** Where I am signed in, and the way out of it from here. */
export function Sessions() {
    const [ending, setEnding] = useState<Session | "others" | null>(null);
    const sessions = useRows(["sessions"], (signal) =>
        api
            .from("sessions")
            .select("*")
            .order("is_current", { ascending: false })
            .order("last_used_at", { ascending: false, nullsFirst: false })
            .abortSignal(signal)
            .throwOnError(),
    );
    return (
        <Block query={sessions} skeleton={<Skeleton className="h-32" />}>
            {({ data }) => (
                <div className="card divide-y divide-line">
                    {data.length === 0 && (
                        <p className="p-6 text-sm text-ink-2">Where somebody is signed in is shown to that person alone.</p>
                    )}
                    <ul aria-label="Sessions" className="divide-y divide-line empty:hidden">
                        {data.map((session) => (
                            <li key={session.id} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 px-6 py-4">
                                <div className="min-w-0 flex-1 basis-60">
                                    <p className="flex flex-wrap items-center gap-2 font-medium">
                                        <span className="min-w-0 wrap-anywhere">{nameOf(session)}</span>
                                        {session.is_current && <Badge tone="good">This one</Badge>}
                                    </p>
                                    <p className="text-sm text-ink-2">{factsOf(session).join(" · ")}</p>
                                </div>
                                {!session.is_current && (
                                    <Button size="sm" onClick={() => setEnding(session)}>
                                        Sign out<span className="sr-only"> {nameOf(session)}</span>
                                    </Button>
                                )}
                            </li>
                        ))}
                    </ul>
                    {data.length === 1 && <p className="px-6 py-4 text-sm text-ink-2">You are signed in nowhere else.</p>}
                    {data.length > 2 && (
                        <div className="px-6 py-4">
                            <Button onClick={() => setEnding("others")}>Sign out everywhere else</Button>
                        </div>
                    )}
                    {ending && (
                        <EndSession
                            ending={ending}
                            needsPassword={data.some((session) => session.is_current && session.signed_in_by === "password")}
                            onClose={() => setEnding(null)}
                        />
                    )}
                </div>
            )}
        </Block>
    );
}

function factsOf(session: Session): string[] {
    return [
        session.last_used_at && `last active ${ago(session.last_used_at)}`,
        session.address && `from ${session.address}`,
        `since ${day(session.created_at)}`,
        session.signed_in_by === "provider" && "by your identity provider",
    ].filter((fact) => typeof fact === "string");
}

interface EndSessionProps {
    ending: Session | "others";
    needsPassword: boolean;
    onClose: () => void;
}

/** Whoever finds a screen unlocked throws nobody out: it asks who it is. */
function EndSession({ ending, needsPassword, onClose }: EndSessionProps) {
    const schema = z.object({
        password: needsPassword ? z.string().check(z.minLength(1, "Enter your password")) : z.string(),
    });
    const { mutateAsync } = useAction(
        async ({ password }: z.infer<typeof schema>) =>
            ending === "others"
                ? await api.rpc("end_other_sessions", { password }).throwOnError()
                : await api.rpc("end_session", { id: ending.id, password }).throwOnError(),
        { invalidates: [["sessions"]], done: "Signed out there", onDone: onClose },
    );
    const form = useApiForm(schema, { password: "" }, (values) => mutateAsync(values));
    return (
        <Dialog onClose={onClose} title={ending === "others" ? "Sign out everywhere else?" : `Sign out ${nameOf(ending)}?`}>
            <form onSubmit={form.submit} noValidate className="grid gap-4">
                <p className="text-ink-2">What is open there is refused from its next request on. If it was not you, change your password, too.</p>
                <ErrorText error={form.failure} />
                {needsPassword && (
                    <TextField {...form.field("password")} label="Your password" type="password" autoComplete="current-password" />
                )}
                <DialogActions>
                    <Button onClick={onClose}>Leave it</Button>
                    <Button type="submit" look="danger" busy={form.isBusy}>
                        Sign out
                    </Button>
                </DialogActions>
            </form>
        </Dialog>
    );
}
