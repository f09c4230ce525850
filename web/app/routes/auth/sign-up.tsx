import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearchParams } from "react-router";
import { z } from "zod/mini";

import { signUp } from "~/lib/api";
import { useApiForm } from "~/lib/form";
import { safeNext } from "~/lib/navigation";
import { AuthPage, LINK } from "~/ui/AuthPage";
import { Button } from "~/ui/Button";
import { ErrorText } from "~/ui/ErrorBlock";
import { TextField } from "~/ui/Field";

const FORM = z.object({
    full_name: z.string().check(z.minLength(1, "Enter your name")),
    organization_name: z.string().check(z.minLength(1, "Enter the name of your company")),
    email: z.string().check(z.minLength(1, "Enter your e-mail address")),
    password: z.string().check(z.minLength(1, "Choose a password")),
});

export default function SignUp() {
    const [parameters] = useSearchParams();
    const navigate = useNavigate();
    const client = useQueryClient();
    const form = useApiForm(
        FORM,
        { full_name: "", organization_name: "", email: "", password: "" },
        async (account) => {
            await signUp(account);
            client.clear();
            await navigate(safeNext(parameters.get("next")) ?? "/billing", { replace: true });
        },
    );

    return (
        <AuthPage
            title="Start your free trial"
            lead="14 days with everything in Professional. No card needed."
            aside={
                <>
                    Have an account?{" "}
                    <Link to="/sign-in" className={LINK}>
                        Sign in
                    </Link>
                </>
            }
        >
            <form onSubmit={form.submit} noValidate className="grid gap-4">
                <ErrorText error={form.failure} />
                <TextField {...form.field("full_name")} label="Your name" autoComplete="name" />
                <TextField {...form.field("organization_name")} label="Company" autoComplete="organization" />
                <TextField {...form.field("email")} label="Work e-mail" type="email" autoComplete="username" />
                <TextField
                    {...form.field("password")}
                    label="Password"
                    type="password"
                    autoComplete="new-password"
                    hint="At least 10 characters; several words that do not belong together are best."
                />
                <Button type="submit" look="primary" busy={form.isBusy}>
                    Start the trial
                </Button>
                <p className="text-sm text-ink-3">
                    By signing up you agree to the{" "}
                    <a href="/legal/terms" className="underline underline-offset-4">
                        terms
                    </a>{" "}
                    and the{" "}
                    <a href="/legal/privacy" className="underline underline-offset-4">
                        privacy notice
                    </a>
                    .
                </p>
            </form>
        </AuthPage>
    );
}
