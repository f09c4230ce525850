import { useState } from "react";
import { Link } from "react-router";
import { z } from "zod/mini";

import { visitor } from "~/lib/api";
import { useApiForm } from "~/lib/form";
import { forgetSession } from "~/lib/session";
import { useLinkToken } from "~/lib/token";
import { AuthPage, LINK } from "~/ui/AuthPage";
import { Button, ButtonLink } from "~/ui/Button";
import { ErrorText } from "~/ui/ErrorBlock";
import { TextField } from "~/ui/Field";

const FORM = z.object({ password: z.string().check(z.minLength(1, "Choose a password")) });

export default function ResetPassword() {
    const token = useLinkToken();
    const [isDone, setIsDone] = useState(false);
    const form = useApiForm(
        FORM,
        { password: "" },
        async ({ password }) => {
            await visitor.rpc("reset_password", { token: token ?? "", new_password: password }).throwOnError();
            // It ended every session of the person, this browser's too.
            forgetSession();
            setIsDone(true);
        },
        { password: "new_password" },
    );

    if (isDone) {
        return (
            <AuthPage title="Your password is changed" lead="You are signed out everywhere. Sign in with the new one.">
                <ButtonLink to="/sign-in" look="primary">
                    Sign in
                </ButtonLink>
            </AuthPage>
        );
    }
    return (
        <AuthPage
            title="Choose a new password"
            aside={
                <Link to="/forgot-password" className={LINK}>
                    Ask for another link
                </Link>
            }
        >
            <form onSubmit={form.submit} noValidate className="grid gap-4">
                <ErrorText error={form.failure} />
                <TextField
                    {...form.field("password")}
                    label="New password"
                    type="password"
                    autoComplete="new-password"
                    hint="At least 10 characters; several words that do not belong together are best."
                />
                <Button type="submit" look="primary" busy={form.isBusy}>
                    Change the password
                </Button>
            </form>
        </AuthPage>
    );
}
