import type { Runtime, Session, SessionRequest } from '../session.ts';

/** @throws Error in one sentence with onnxruntime's reason, if it cannot read the model */
export async function openSession(side: 'vision' | 'text', runtime: Runtime, request: SessionRequest): Promise<Session> {
  try {
    return await runtime.createSession(request);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The ${side} model cannot be opened (${reason}).`, { cause });
  }
}
