import { Link, useSearchParams } from "react-router";
import { z } from "zod/mini";

import { startProviderSignIn } from "~/lib/api";
import { useApiForm } from "~/lib/form";
import { safeNext } from "~/lib/navigation";
import { AuthPage, LINK } from "~/ui/AuthPage";
import { Button } from "~/ui/Button";
import { ErrorText } from "~/ui/ErrorBlock";
import { TextField } from "~/ui/Field";

const FORM = z.object({ email: z.string().check(z.minLength(1, "Enter your work e-mail address")) });

/** Off to the provider of one's company. An address may name it, but nobody leaves without a click. */
export default function CompanySignIn() {
    const [parameters] = useSearchParams();
    const given = parameters.get("email") ?? parameters.get("provider") ?? "";
    const next = safeNext(parameters.get("next"));
    const form = useApiForm(FORM, { email: given }, async ({ email }) => {
        location.assign(await startProviderSignIn(email, next));
        // The page is left: until the other one is there, the button stays busy.
        await new Promise(() => {});
    });
    return (
        <AuthPage
            title="Sign in with your company’s account"
            lead="You go to your company’s own sign-in, and come back here."
            aside={
                <Link to={next ? `/sign-in?next=${encodeURIComponent(next)}` : "/sign-in"} className={LINK}>
                    Sign in with a password
                </Link>
            }
        >
            <form onSubmit={form.submit} noValidate className="grid gap-4">
                <ErrorText error={form.failure} />
                <TextField
                    {...form.field("email")}
                    label="Work e-mail"
                    type="email"
                    autoComplete="username"
                    hint="By what stands behind the @ we know which company it is."
                />
                <Button type="submit" look="primary" busy={form.isBusy}>
                    Continue
                </Button>
            </form>
        </AuthPage>
    );
}
