import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface Receiver {
    address: string;
    ids: string[];
    /** What it answers from now on. */
    status: number;
    server: Server;
}

/** A customer's machine that is told of events. */
export async function receive(): Promise<Receiver> {
    const server = createServer((request, response) => {
        receiver.ids.push(String(request.headers["webhook-id"]));
        request.resume().on("end", () => response.writeHead(receiver.status).end("noted"));
    });
    const receiver: Receiver = { address: "", ids: [], status: 204, server };
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    receiver.address = `http://localhost:${(server.address() as AddressInfo).port}/hooks`;
    return receiver;
}
