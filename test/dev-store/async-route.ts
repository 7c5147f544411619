import type { NextFunction, Request, RequestHandler, Response } from "express";

/** An Express handler that may wait; what it throws reaches the error handler, as a plain handler's errors do. */
export function asyncRoute(handle: (request: Request, response: Response) => Promise<unknown>): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    handle(request, response).catch(next);
  };
}
