package io.tandem.localsagemaker.multimodel;

import io.tandem.localsagemaker.pipeline.TargetModel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** One model, from the first call for it until it is unloaded. {@link ModelTable} guards it. */
final class HostedModel {
  private static final int ID_BYTES = 16;

  private final String key;
  private final String id;

  /** Completed when loading has ended: empty when the model can be called. */
  private final CompletableFuture<Optional<ModelAccess.Denied>> loaded = new CompletableFuture<>();

  /** Completed when the container and the disk have it no more. */
  private final CompletableFuture<Void> gone = new CompletableFuture<>();

  private final CompletableFuture<Void> before;
  private boolean ready;
  private int leases;

  /**
   * @param before completed when an earlier model of the key is gone
   */
  HostedModel(String key, CompletableFuture<Void> before) {
    this.key = key;
    this.before = before;
    this.id = id(key);
  }

  /** Opaque to the container, and the same whenever the key is. */
  static String id(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  String key() {
    return key;
  }

  String id() {
    return id;
  }

  /** At the container. */
  String path() {
    return "/models/" + id;
  }

  TargetModel target(String hostname) {
    return new TargetModel(hostname, key, path() + "/invoke");
  }

  CompletableFuture<Optional<ModelAccess.Denied>> loaded() {
    return loaded;
  }

  CompletableFuture<Void> gone() {
    return gone;
  }

  /** Waits until an earlier model of the key is gone. */
  void awaitTurn() throws InterruptedException {
    try {
      before.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("never completed with a failure", e);
    }
  }

  void setReady() {
    ready = true;
  }

  void enter() {
    leases++;
  }

  void leave() {
    leases--;
  }

  boolean isInUse() {
    return ready && leases > 0;
  }

  boolean isIdle() {
    return ready && leases == 0;
  }
}
