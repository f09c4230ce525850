import { useState } from "react";
import { Link } from "react-router";
import { z } from "zod/mini";

import { visitor } from "~/lib/api";
import { useApiForm } from "~/lib/form";
import { AuthPage, LINK } from "~/ui/AuthPage";
import { Button } from "~/ui/Button";
import { ErrorText } from "~/ui/ErrorBlock";
import { TextField } from "~/ui/Field";

const FORM = z.object({ email: z.string().check(z.minLength(1, "Enter your e-mail address")) });

export default function ForgotPassword() {
    const [sentTo, setSentTo] = useState<string | null>(null);
    const form = useApiForm(FORM, { email: "" }, async ({ email }) => {
        await visitor.rpc("request_password_reset", { email }).throwOnError();
        setSentTo(email);
    });

    const back = (
        <Link to="/sign-in" className={LINK}>
            Back to sign in
        </Link>
    );
    if (sentTo) {
        return (
            <AuthPage
                title="Look into your inbox"
                lead={`If there is an account for ${sentTo}, a letter with a link is on its way. The link counts for an hour.`}
                aside={back}
            />
        );
    }
    return (
        <AuthPage title="Reset your password" lead="We send you a link to choose a new one." aside={back}>
            <form onSubmit={form.submit} noValidate className="grid gap-4">
                <ErrorText error={form.failure} />
                <TextField {...form.field("email")} label="E-mail" type="email" autoComplete="username" />
                <Button type="submit" look="primary" busy={form.isBusy}>
                    Send the link
                </Button>
            </form>
        </AuthPage>
    );
}
