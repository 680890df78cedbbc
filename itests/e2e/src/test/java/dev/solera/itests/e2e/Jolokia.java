package dev.solera.itests.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** Reads and calls an appliance's MBeans over HTTP as one user. */
final class Jolokia {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final String base;
    private final String authorization;

    Jolokia(int port, String user, String password) {
        base = "http://127.0.0.1:" + port + "/jolokia";
        authorization =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the answer to a GET of {@code path}, such as {@code read/solera:type=Appliance}. */
    JsonNode get(String path) {
        HttpResponse<String> response = send(request(path).header("Authorization", authorization));
        if (response.statusCode() != 200) {
            throw new AssertionError(path + ": HTTP " + response.statusCode() + " " + response.body());
        }
        return tree(response.body());
    }

    /** Returns the answer to a call of an operation. */
    JsonNode exec(String name, String operation, Object... arguments) {
        ObjectNode body =
                JSON.createObjectNode().put("type", "exec").put("mbean", name).put("operation", operation);
        ArrayNode list = body.putArray("arguments");
        for (Object argument : arguments) {
            list.addPOJO(argument);
        }
        return post(body);
    }

    /** Returns the answer to a POST of one request or an array of them. */
    JsonNode post(JsonNode body) {
        return tree(send(request("")
                        .header("Authorization", authorization)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.toString())))
                .body());
    }

    /** Returns the status of HTTP itself for a GET, with or without the login. */
    int httpStatus(String path, boolean withLogin) {
        HttpRequest.Builder request = request(path);
        if (withLogin) {
            request.header("Authorization", authorization);
        }
        return send(request).statusCode();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + "/" + path)).timeout(Duration.ofSeconds(30));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }
}
