import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useState } from "react";
import { useForm, type DefaultValues, type FieldValues, type Path } from "react-hook-form";
import type { z } from "zod/mini";

import { ApiError, toError } from "./errors";

/**
 * A form whose schema says what has to be filled in. What is allowed is the server's to say: that
 * stands at the field it names, or in `failure` if it names none. `act` may empty the form afterwards.
 * `argumentsOf` tells the server's name of an argument where the field is called otherwise.
 */
export function useApiForm<Values extends FieldValues>(
    schema: z.ZodMiniType<Values, Values>,
    defaultValues: DefaultValues<Values>,
    act: (values: Values, reset: () => void) => Promise<unknown>,
    argumentsOf: Partial<Record<Path<Values>, string>> = {},
) {
    const form = useForm<Values>({ resolver: standardSchemaResolver(schema), defaultValues });
    const [failure, setFailure] = useState<Error | null>(null);

    const submit = form.handleSubmit(async (values) => {
        setFailure(null);
        try {
            await act(values, () => form.reset());
        } catch (reason) {
            const error = toError(reason);
            const argument = error instanceof ApiError ? error.argument : null;
            const field = (Object.keys(values) as Path<Values>[]).find(
                (name) => argument !== null && (argumentsOf[name] ?? name) === argument,
            );
            if (field) {
                const hint = error instanceof ApiError && error.hint ? `. ${error.hint}` : "";
                form.setError(field, { message: error.message + hint }, { shouldFocus: true });
            } else {
                setFailure(error);
            }
        }
    });

    /** What a TextField needs of a field. */
    const field = (name: Path<Values>) => {
        const message = form.formState.errors[name]?.message;
        return { ...form.register(name), error: typeof message === "string" ? message : undefined };
    };

    return { ...form, submit, field, failure, isBusy: form.formState.isSubmitting };
}
