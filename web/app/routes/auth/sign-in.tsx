import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearchParams } from "react-router";

import { homeOf, safeNext } from "~/lib/navigation";
import { AuthPage, LINK } from "~/ui/AuthPage";
import { Credentials } from "~/ui/Credentials";

export default function SignIn() {
    const [parameters] = useSearchParams();
    const navigate = useNavigate();
    const client = useQueryClient();
    const next = safeNext(parameters.get("next"));

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
            <Credentials
                onDone={async (kind, hasUsedCode) => {
                    client.clear();
                    // Of the staff, who has no second factor yet can do nothing but enrol one.
                    const isToEnrol = kind === "staff" && !hasUsedCode;
                    await navigate(isToEnrol ? "/second-factor" : (next ?? homeOf(kind)), { replace: true });
                }}
            />
            <ul className="grid gap-1 text-center text-sm">
                <li>
                    <Link to={next ? `/sign-in/company?next=${encodeURIComponent(next)}` : "/sign-in/company"} className={LINK}>
                        Sign in with your company’s account
                    </Link>
                </li>
                <li>
                    <Link to="/forgot-password" className={LINK}>
                        Forgot your password?
                    </Link>
                </li>
            </ul>
        </AuthPage>
    );
}
