// The memory ceiling: copies one large buffer to another, four numbers per load, neighbouring threads side by side. Every
// byte is read once and written once and nothing is computed, so no kernel moves memory faster on this device.
//
// 0  parameters
// 1  source  f32[4 count]
// 2  destination  f32[4 count]

struct Parameters {
  count: u32,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> source: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> destination: array<vec4f>;

const workgroupSize = 256u;

@compute @workgroup_size(workgroupSize)
fn copy(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let stride = groups.x * workgroupSize;
  for (var index = id.x; index < parameters.count; index += stride) {
    destination[index] = source[index];
  }
}
