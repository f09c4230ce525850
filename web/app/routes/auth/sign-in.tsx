import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearchParams } from "react-router";
import { z } from "zod/mini";

import { signIn } from "~/lib/api";
import { useApiForm } from "~/lib/form";
import { homeOf, safeNext } from "~/lib/navigation";
import { AuthPage, LINK } from "~/ui/AuthPage";
import { Button } from "~/ui/Button";
import { ErrorText } from "~/ui/ErrorBlock";
import { TextField } from "~/ui/Field";

const FORM = z.object({
    email: z.string().check(z.minLength(1, "Enter your e-mail address")),
    password: z.string().check(z.minLength(1, "Enter your password")),
});

export default function SignIn() {
    const [parameters] = useSearchParams();
    const navigate = useNavigate();
    const client = useQueryClient();
    const next = parameters.get("next");
    const form = useApiForm(FORM, { email: "", password: "" }, async ({ email, password }) => {
        const kind = await signIn(email, password);
        client.clear();
        await navigate(safeNext(next) ?? homeOf(kind), { replace: true });
    });

    return (
        <AuthPage
            title="Sign in"
            aside={
                <>
                    New here?{" "}
                    <Link to="/sign-up" className={LINK}>
                        Start a free trial
                    </Link>
                </>
            }
        >
            <form onSubmit={form.submit} noValidate className="grid gap-4">
                <ErrorText error={form.failure} />
                <TextField {...form.field("email")} label="E-mail" type="email" autoComplete="username" />
                <TextField {...form.field("password")} label="Password" type="password" autoComplete="current-password" />
                <Button type="submit" look="primary" busy={form.isBusy}>
                    Sign in
                </Button>
                <p className="text-center text-sm">
                    <Link to="/forgot-password" className={LINK}>
                        Forgot your password?
                    </Link>
                </p>
            </form>
        </AuthPage>
    );
}
