import { useId, useState, type ReactNode } from "react";

import { ApiError } from "../lib/errors";
import type { Look } from "./Button";
import { Button } from "./Button";
import { Dialog, DialogActions } from "./Dialog";
import { ErrorText } from "./ErrorBlock";
import { SelectField, TextArea, TextField } from "./Field";

export interface ReasonField {
    /** The argument, as the API calls it. */
    name: string;
    label: string;
    hint?: string;
    type?: "text" | "number" | "datetime-local" | "select";
    options?: readonly { value: string; label: string }[];
    initial?: string;
    isOptional?: boolean;
}

interface ReasonDialogProps {
    title: string;
    /** What it does, in a sentence. */
    lead: ReactNode;
    /** What is now, and what will be. */
    before?: ReactNode;
    after?: (values: Record<string, string>) => ReactNode;
    fields?: readonly ReasonField[];
    verb: string;
    look?: Look;
    /** What is asked for, where that is no reason. */
    reasonLabel?: string;
    onClose: () => void;
    act: (values: Record<string, string>) => Promise<unknown>;
}

/** Something the staff do to somebody: what it changes from what to what, and why. */
export function ReasonDialog({ title, lead, before, after, fields = [], verb, look = "primary", reasonLabel = "Reason", onClose, act }: ReasonDialogProps) {
    const id = useId();
    const [values, setValues] = useState<Record<string, string>>(() => ({
        reason: "",
        ...Object.fromEntries(fields.map((field) => [field.name, field.initial ?? ""])),
    }));
    const [missing, setMissing] = useState<readonly string[]>([]);
    const [error, setError] = useState<Error | null>(null);
    const [isBusy, setIsBusy] = useState(false);
    const set = (name: string, value: string) => setValues((now) => ({ ...now, [name]: value }));
    const refused = error instanceof ApiError ? error.argument : null;
    const isAtField = refused === "reason" || fields.some((field) => field.name === refused);
    const errorAt = (name: string) => {
        if (missing.includes(name)) return name === "reason" ? "Say why: it is kept in the audit log" : "Fill this in";
        return refused === name ? error?.message : undefined;
    };
    const submit = async () => {
        const gaps = ["reason", ...fields.filter((field) => !field.isOptional).map((field) => field.name)].filter(
            (name) => !values[name]?.trim(),
        );
        setMissing(gaps);
        setError(null);
        if (gaps.length > 0) return;
        setIsBusy(true);
        try {
            await act(values);
            onClose();
        } catch (reason) {
            setError(reason instanceof Error ? reason : new Error(String(reason)));
        } finally {
            setIsBusy(false);
        }
    };
    return (
        <Dialog onClose={onClose} title={title}>
            <form
                aria-describedby={id}
                noValidate
                className="grid gap-4"
                onSubmit={(event) => {
                    event.preventDefault();
                    void submit();
                }}
            >
                <p id={id} className="text-ink-2">
                    {lead}
                </p>
                {error && !isAtField && <ErrorText error={error} />}
                {fields.map(({ name, label, hint, type = "text", options = [] }) =>
                    type === "select" ? (
                        <SelectField
                            key={name}
                            label={label}
                            hint={hint}
                            value={values[name]}
                            error={errorAt(name)}
                            onChange={(event) => set(name, event.target.value)}
                        >
                            {options.map((option) => (
                                <option key={option.value} value={option.value}>
                                    {option.label}
                                </option>
                            ))}
                        </SelectField>
                    ) : (
                        <TextField
                            key={name}
                            label={label}
                            hint={hint}
                            type={type}
                            value={values[name]}
                            error={errorAt(name)}
                            onChange={(event) => set(name, event.target.value)}
                        />
                    ),
                )}
                <TextArea
                    label={reasonLabel}
                    hint="For the audit log. Write so that somebody else understands it in a year."
                    value={values.reason}
                    error={errorAt("reason")}
                    onChange={(event) => set("reason", event.target.value)}
                />
                {(before || after) && (
                    <dl className="grid grid-cols-2 gap-3 rounded-control bg-sunken p-3 text-sm">
                        <div>
                            <dt className="text-ink-3">Now</dt>
                            <dd className="font-medium">{before}</dd>
                        </div>
                        <div>
                            <dt className="text-ink-3">Afterwards</dt>
                            <dd className="font-medium">{after?.(values)}</dd>
                        </div>
                    </dl>
                )}
                <DialogActions>
                    <Button onClick={onClose}>Leave it</Button>
                    <Button type="submit" look={look} busy={isBusy}>
                        {verb}
                    </Button>
                </DialogActions>
            </form>
        </Dialog>
    );
}
