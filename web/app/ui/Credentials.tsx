import { useState } from "react";
import { z } from "zod/mini";

import { signIn } from "~/lib/api";
import { ApiError } from "~/lib/errors";
import { useApiForm } from "~/lib/form";
import type { SessionKind } from "~/lib/session";
import { Button } from "./Button";
import { CodeField } from "./CodeField";
import { ErrorText } from "./ErrorBlock";
import { TextField } from "./Field";

const FORM = z.object({
    email: z.string().check(z.minLength(1, "Enter your e-mail address")),
    password: z.string().check(z.minLength(1, "Enter your password")),
    code: z.string(),
});

/** What somebody signs in with. Whoever has a second factor is asked for its code, too, once the password was right. */
export function Credentials({
    email = "",
    onDone,
}: {
    /** Whose password is asked for, where that is known. */
    email?: string;
    onDone: (kind: SessionKind, hasUsedCode: boolean) => Promise<void> | void;
}) {
    const [needsCode, setNeedsCode] = useState(false);
    const form = useApiForm(FORM, { email, password: "", code: "" }, async (given) => {
        try {
            const kind = await signIn(given.email, given.password, given.code || undefined);
            await onDone(kind, given.code !== "");
        } catch (reason) {
            if (reason instanceof ApiError && reason.code === "second_factor_required") setNeedsCode(true);
            else throw reason;
        }
    });
    return (
        <form onSubmit={form.submit} noValidate className="grid gap-4">
            <ErrorText error={form.failure} />
            <TextField
                {...form.field("email")}
                label="E-mail"
                type="email"
                autoComplete="username"
                readOnly={email !== "" || needsCode}
            />
            <TextField {...form.field("password")} label="Password" type="password" autoComplete="current-password" />
            {needsCode && <CodeField {...form.field("code")} />}
            <Button type="submit" look="primary" busy={form.isBusy}>
                Sign in
            </Button>
        </form>
    );
}
