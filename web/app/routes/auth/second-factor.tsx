import { useMutation } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { Navigate } from "react-router";
import { encode } from "uqr";
import { z } from "zod/mini";

import { admin } from "~/lib/api";
import { useApiForm } from "~/lib/form";
import { useSession } from "~/lib/session";
import { AuthPage } from "~/ui/AuthPage";
import { Button, ButtonLink } from "~/ui/Button";
import { ErrorText } from "~/ui/ErrorBlock";
import { TextField } from "~/ui/Field";
import { Skeleton } from "~/ui/Skeleton";

const FORM = z.object({ code: z.string().check(z.minLength(1, "Enter the code")) });

interface Enrolment {
    secret: string;
    uri: string;
}

/** The staff work with a second factor only: this is where they begin to have one. */
export default function SecondFactor() {
    const session = useSession();
    const [recoveryCodes, setRecoveryCodes] = useState<readonly string[] | null>(null);
    const { mutate, data, error } = useMutation({
        mutationFn: async () => {
            const answer = await admin.rpc("enroll_second_factor").throwOnError();
            return answer.data as unknown as Enrolment;
        },
    });
    const hasAsked = useRef(false);
    useEffect(() => {
        if (hasAsked.current || session?.kind !== "staff") return;
        hasAsked.current = true;
        mutate();
    }, [mutate, session]);

    if (session?.kind !== "staff") return <Navigate to="/sign-in" replace />;
    if (recoveryCodes) return <RecoveryCodes codes={recoveryCodes} />;
    return (
        <AuthPage
            title="Set up your second factor"
            lead="Scan this with an authenticator app, then enter the code it shows. From then on you sign in with both."
        >
            <ErrorText error={error} />
            {data ? (
                <>
                    <div className="flex flex-wrap items-center gap-5">
                        <QrCode text={data.uri} />
                        <p className="min-w-0 flex-1 basis-40 text-sm text-ink-2">
                            If you cannot scan it, enter this key:
                            <code className="mt-2 block font-medium break-all text-ink select-all">{data.secret}</code>
                        </p>
                    </div>
                    <ConfirmCode onDone={setRecoveryCodes} />
                </>
            ) : (
                !error && <Skeleton className="h-44" />
            )}
        </AuthPage>
    );
}

function ConfirmCode({ onDone }: { onDone: (codes: readonly string[]) => void }) {
    const form = useApiForm(FORM, { code: "" }, async ({ code }) => {
        const { data } = await admin.rpc("confirm_second_factor", { code }).throwOnError();
        onDone((data as unknown as { recovery_codes: string[] }).recovery_codes);
    });
    return (
        <form onSubmit={form.submit} noValidate className="grid gap-4">
            <ErrorText error={form.failure} />
            <TextField {...form.field("code")} label="Code" inputMode="numeric" autoComplete="one-time-code" />
            <Button type="submit" look="primary" busy={form.isBusy}>
                Confirm
            </Button>
        </form>
    );
}

function RecoveryCodes({ codes }: { codes: readonly string[] }) {
    return (
        <AuthPage
            title="Keep these codes"
            lead="Each signs you in once if you lose your phone. They are shown this one time: print them, or keep them with your passwords."
        >
            <ul className="figures grid grid-cols-1 gap-x-6 gap-y-2 rounded-control bg-sunken p-4 text-sm sm:grid-cols-2">
                {codes.map((code) => (
                    <li key={code}>
                        <code className="select-all">{code}</code>
                    </li>
                ))}
            </ul>
            <div className="flex flex-wrap gap-3 print:hidden">
                <Button onClick={() => void navigator.clipboard.writeText(codes.join("\n"))}>Copy</Button>
                <Button onClick={() => print()}>Print</Button>
                <ButtonLink to="/admin" look="primary" className="ml-auto">
                    I have kept them
                </ButtonLink>
            </div>
        </AuthPage>
    );
}

function QrCode({ text }: { text: string }) {
    const { size, data } = useMemo(() => encode(text, { ecc: "M", border: 2 }), [text]);
    const path = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : []))).join("");
    // Dark on light in both themes: that is what phones expect.
    return (
        <svg role="img" aria-label="QR code of the key" viewBox={`0 0 ${size} ${size}`} className="size-44 rounded-control" shapeRendering="crispEdges">
            <rect width={size} height={size} fill="#fff" />
            <path d={path} fill="#000" />
        </svg>
    );
}
