package io.tandem.localaws.wire;

import io.tandem.strictjson.Json;

/** A service of operations that take an object and answer one. For many threads at once. */
public interface JsonService {
  /**
   * @param operation as the client names it
   * @throws AwsException when it is refused, or when there is no such operation
   */
  Json.Obj call(String operation, Json.Obj request);
}
