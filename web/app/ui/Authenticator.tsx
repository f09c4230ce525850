import { Check, Copy } from "lucide-react";
import { useMemo, useState } from "react";
import { encode } from "uqr";
import { z } from "zod/mini";

import { useApiForm } from "~/lib/form";
import { Button } from "./Button";
import { ErrorText } from "./ErrorBlock";
import { TextField } from "./Field";

/** What is shown once of a second factor that is to be. */
export interface Enrolment {
    secret: string;
    uri: string;
}

const FORM = z.object({ code: z.string().check(z.minLength(1, "Enter the code")) });

/** The key for an authenticator app, and the first code that it shows. */
export function Enrol({ enrolment, confirm }: { enrolment: Enrolment; confirm: (code: string) => Promise<void> }) {
    const form = useApiForm(FORM, { code: "" }, ({ code }) => confirm(code));
    return (
        <>
            <div className="flex flex-wrap items-center gap-5">
                <QrCode text={enrolment.uri} />
                <p className="min-w-0 flex-1 basis-40 text-sm text-ink-2">
                    If you cannot scan it, enter this key:
                    <code className="mt-2 block font-medium break-all text-ink select-all">{enrolment.secret}</code>
                </p>
            </div>
            <form onSubmit={form.submit} noValidate className="grid gap-4">
                <ErrorText error={form.failure} />
                <TextField {...form.field("code")} label="Code" inputMode="numeric" autoComplete="one-time-code" />
                <Button type="submit" look="primary" busy={form.isBusy}>
                    Confirm
                </Button>
            </form>
        </>
    );
}

/** Shown this one time: to be copied. */
export function RecoveryCodes({ codes }: { codes: readonly string[] }) {
    return (
        <ul className="figures grid gap-y-2 overflow-x-auto rounded-control bg-sunken p-4 text-sm">
            {codes.map((code) => (
                <li key={code}>
                    <code className="select-all">{code}</code>
                </li>
            ))}
        </ul>
    );
}

export function CopyCodes({ codes }: { codes: readonly string[] }) {
    const [isCopied, setIsCopied] = useState(false);
    return (
        <Button
            onClick={async () => {
                await navigator.clipboard.writeText(codes.join("\n"));
                setIsCopied(true);
            }}
        >
            {isCopied ? <Check className="size-4" aria-hidden="true" /> : <Copy className="size-4" aria-hidden="true" />}
            {isCopied ? "Copied" : "Copy"}
        </Button>
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
