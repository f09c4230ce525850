import {
    MutationCache,
    QueryCache,
    QueryClient,
    keepPreviousData,
    useMutation,
    useQuery,
    useQueryClient,
    type QueryKey,
} from "@tanstack/react-query";

import { ApiError } from "./errors";
import { toast } from "../ui/Toast";

export function createQueryClient(): QueryClient {
    return new QueryClient({
        queryCache: new QueryCache(),
        mutationCache: new MutationCache(),
        defaultOptions: {
            queries: {
                staleTime: 10_000,
                // What was refused stays refused; what failed may work in a moment, and so may what came
                // with too much else.
                retry: (count, error) =>
                    count < 2 &&
                    !(error instanceof ApiError && error.status < 500 && error.code !== "too_many_at_once"),
            },
        },
    });
}

/** What postgrest-js resolves to once throwOnError() stands at its end. */
interface Answer<Data> {
    data: Data;
    count?: number | null;
}

/**
 * Rows of the API. While other ones are fetched (the next page, another filter) those of before stay,
 * and `isPlaceholderData` says so: Table dims them.
 */
export function useRows<Data>(
    key: QueryKey,
    ask: (signal: AbortSignal) => PromiseLike<Answer<Data>>,
    options: {
        enabled?: boolean;
        /** How soon to look again; by what was found, if it is a function. */
        refetchInterval?: number | false | ((found: Data | undefined) => number | false);
    } = {},
) {
    const { refetchInterval = false, ...rest } = options;
    return useQuery<{ data: Data; count: number | null }>({
        ...rest,
        refetchInterval:
            typeof refetchInterval === "function" ? (query) => refetchInterval(query.state.data?.data) : refetchInterval,
        queryKey: key,
        queryFn: async ({ signal }) => {
            const { data, count } = await ask(signal);
            return { data, count: count ?? null };
        },
        placeholderData: keepPreviousData,
    });
}

/**
 * Something a person does. Afterwards everything under the keys is asked for again, and a toast says
 * that it was done; an error is the caller's to show, where it was caused.
 */
export function useAction<Input = void, Output = unknown>(
    act: (input: Input) => PromiseLike<Output>,
    options: {
        invalidates?: readonly QueryKey[];
        done?: string | ((output: Output, input: Input) => string);
        onDone?: (output: Output, input: Input) => void;
    } = {},
) {
    const client = useQueryClient();
    return useMutation<Output, Error, Input>({
        mutationFn: async (input) => await act(input),
        onSuccess: async (output, input) => {
            await Promise.all((options.invalidates ?? []).map((queryKey) => client.invalidateQueries({ queryKey })));
            const text = typeof options.done === "function" ? options.done(output, input) : options.done;
            if (text) toast(text);
            options.onDone?.(output, input);
        },
    });
}
