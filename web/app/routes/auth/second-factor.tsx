import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Navigate } from "react-router";
import { z } from "zod/mini";

import { admin, api, signOut } from "~/lib/api";
import { useApiForm } from "~/lib/form";
import { homeOf } from "~/lib/navigation";
import { useSession } from "~/lib/session";
import { AuthPage, LINK } from "~/ui/AuthPage";
import { CopyCodes, Enrol, RecoveryCodes, type Enrolment } from "~/ui/Authenticator";
import { Button, ButtonLink } from "~/ui/Button";
import { ErrorText } from "~/ui/ErrorBlock";
import { TextField } from "~/ui/Field";
import { Skeleton } from "~/ui/Skeleton";

const SCAN = "Scan this with an authenticator app, then enter the code it shows. From then on you sign in with both.";

/** Where somebody begins to have a second factor who can do nothing else before. */
export default function SecondFactor() {
    const session = useSession();
    const [recoveryCodes, setRecoveryCodes] = useState<readonly string[] | null>(null);
    const client = useQueryClient();
    const keep = (answer: unknown) => {
        // What was refused until now is asked for anew.
        client.clear();
        setRecoveryCodes((answer as { recovery_codes: string[] }).recovery_codes);
    };

    if (session?.kind !== "staff" && session?.kind !== "user") return <Navigate to="/sign-in" replace />;
    if (recoveryCodes) return <KeepCodes codes={recoveryCodes} home={homeOf(session.kind)} />;
    return session.kind === "staff" ? <OfStaff onDone={keep} /> : <OfCustomer onDone={keep} />;
}

interface Enrolling {
    onDone: (answer: unknown) => void;
}

/** Of the staff, who work with a second factor only, and have just signed in. */
function OfStaff({ onDone }: Enrolling) {
    const { mutate, data, error } = useMutation({
        mutationFn: async () => {
            const answer = await admin.rpc("enroll_second_factor").throwOnError();
            return answer.data as unknown as Enrolment;
        },
    });
    const hasAsked = useRef(false);
    useEffect(() => {
        if (hasAsked.current) return;
        hasAsked.current = true;
        mutate();
    }, [mutate]);
    return (
        <AuthPage title="Set up your second factor" lead={SCAN}>
            <ErrorText error={error} />
            {data ? (
                <Enrol
                    enrolment={data}
                    confirm={async (code) => onDone((await admin.rpc("confirm_second_factor", { code }).throwOnError()).data)}
                />
            ) : (
                !error && <Skeleton className="h-44" />
            )}
        </AuthPage>
    );
}

const PROOF = z.object({ password: z.string().check(z.minLength(1, "Enter your password")) });

/** Of a customer whose organization wants one: whoever it is shows that first. */
function OfCustomer({ onDone }: Enrolling) {
    const client = useQueryClient();
    const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
    const form = useApiForm(PROOF, { password: "" }, async (proof) => {
        const { data } = await api.rpc("enroll_second_factor", proof).throwOnError();
        setEnrolment(data as unknown as Enrolment);
    });
    return (
        <AuthPage
            title="Set up your second factor"
            lead={enrolment ? SCAN : "Your organization wants a code of your phone besides your password. It takes a minute."}
            aside={
                <button type="button" className={`${LINK} min-h-6`} onClick={() => void signOut().then(() => client.clear())}>
                    Sign out
                </button>
            }
        >
            {enrolment ? (
                <Enrol
                    enrolment={enrolment}
                    confirm={async (code) => onDone((await api.rpc("confirm_second_factor", { code }).throwOnError()).data)}
                />
            ) : (
                <form onSubmit={form.submit} noValidate className="grid gap-4">
                    <ErrorText error={form.failure} />
                    <TextField {...form.field("password")} label="Your password" type="password" autoComplete="current-password" />
                    <Button type="submit" look="primary" busy={form.isBusy}>
                        Go on
                    </Button>
                </form>
            )}
        </AuthPage>
    );
}

function KeepCodes({ codes, home }: { codes: readonly string[]; home: string }) {
    return (
        <AuthPage
            title="Keep these codes"
            lead="Each signs you in once if you lose your phone. They are shown this one time: print them, or keep them with your passwords."
        >
            <RecoveryCodes codes={codes} />
            <div className="flex flex-wrap gap-3 print:hidden">
                <CopyCodes codes={codes} />
                <Button onClick={() => print()}>Print</Button>
                <ButtonLink to={home} look="primary" className="ml-auto">
                    I have kept them
                </ButtonLink>
            </div>
        </AuthPage>
    );
}
