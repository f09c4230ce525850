import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { z } from "zod/mini";

import { acceptInvitation } from "~/lib/api";
import { ApiError } from "~/lib/errors";
import { useApiForm } from "~/lib/form";
import { useSession } from "~/lib/session";
import { useLinkToken } from "~/lib/token";
import { AuthPage, LINK } from "~/ui/AuthPage";
import { Button } from "~/ui/Button";
import { CodeField } from "~/ui/CodeField";
import { ErrorText } from "~/ui/ErrorBlock";
import { TextField } from "~/ui/Field";

const NEW = z.object({
    full_name: z.string().check(z.minLength(1, "Enter your name")),
    password: z.string().check(z.minLength(1, "Choose a password")),
});
const KNOWN = z.object({
    password: z.string().check(z.minLength(1, "Enter your password")),
    code: z.string(),
});
const MYSELF = z.object({});

type Who = "new" | "known" | "myself";

export default function AcceptInvitation() {
    const token = useLinkToken();
    const session = useSession();
    const [who, setWho] = useState<Who>(session?.kind === "user" ? "myself" : "new");

    if (!token) return <AuthPage title="This address is incomplete" lead="Please use the link in the letter." />;
    const forms = {
        new: <NewPerson key="new" token={token} />,
        known: <KnownPerson key="known" token={token} />,
        myself: <Myself key="myself" token={token} email={session?.email ?? ""} />,
    };
    const others: [Who, string][] = [
        ["new", "I have no account yet"],
        ["known", "I have an account"],
    ];
    return (
        <AuthPage title="You are invited" lead="Join the organization that invited you.">
            {forms[who]}
            <ul className="grid gap-1 text-sm">
                {others
                    .filter(([other]) => other !== who)
                    .map(([other, label]) => (
                        <li key={other}>
                            <button type="button" className={`${LINK} min-h-6`} onClick={() => setWho(other)}>
                                {label}
                            </button>
                        </li>
                    ))}
            </ul>
        </AuthPage>
    );
}

function useAccept(token: string) {
    const navigate = useNavigate();
    const client = useQueryClient();
    return async (person: { password?: string; full_name?: string; code?: string }) => {
        await acceptInvitation({ token, ...person });
        client.clear();
        await navigate("/billing", { replace: true });
    };
}

function NewPerson({ token }: { token: string }) {
    const accept = useAccept(token);
    const form = useApiForm(NEW, { full_name: "", password: "" }, accept);
    return (
        <form onSubmit={form.submit} noValidate className="grid gap-4">
            <Refusal error={form.failure} />
            <TextField {...form.field("full_name")} label="Your name" autoComplete="name" />
            <TextField
                {...form.field("password")}
                label="Password"
                type="password"
                autoComplete="new-password"
                hint="At least 10 characters; several words that do not belong together are best."
            />
            <Button type="submit" look="primary" busy={form.isBusy}>
                Join
            </Button>
        </form>
    );
}

function KnownPerson({ token }: { token: string }) {
    const accept = useAccept(token);
    const [needsCode, setNeedsCode] = useState(false);
    const form = useApiForm(KNOWN, { password: "", code: "" }, async ({ password, code }) => {
        try {
            await accept({ password, ...(code && { code }) });
        } catch (reason) {
            if (reason instanceof ApiError && reason.code === "second_factor_required") setNeedsCode(true);
            else throw reason;
        }
    });
    return (
        <form onSubmit={form.submit} noValidate className="grid gap-4">
            <Refusal error={form.failure} />
            <TextField {...form.field("password")} label="Your password" type="password" autoComplete="current-password" />
            {needsCode && <CodeField {...form.field("code")} />}
            <Button type="submit" look="primary" busy={form.isBusy}>
                Join
            </Button>
        </form>
    );
}

function Myself({ token, email }: { token: string; email: string }) {
    const accept = useAccept(token);
    const form = useApiForm(MYSELF, {}, () => accept({}));
    return (
        <form onSubmit={form.submit} noValidate className="grid gap-4">
            <Refusal error={form.failure} />
            <Button type="submit" look="primary" busy={form.isBusy}>
                Join as {email}
            </Button>
        </form>
    );
}

function Refusal({ error }: { error: Error | null }) {
    return (
        <>
            <ErrorText error={error} />
            {error instanceof ApiError && error.code === "invitation_for_another" && (
                <p className="text-sm text-ink-2">The letter went to another address than the one you are signed in with.</p>
            )}
        </>
    );
}
